// SPDX-License-Identifier: Apache-2.0
#include "cli/outside.hpp"

#include "base/text.hpp"
#include "cli/room.hpp"
#include "exec/go_cache.hpp"
#include "exec/go_room.hpp"
#include "exec/sandbox_setup.hpp"
#include "os/files.hpp"
#include "os/process.hpp"
#include "sandbox/root_view.hpp"
#include "toolchain/toolchain.hpp"

namespace crossroot::cli {

namespace {

using toolchain::OutsidePlaces;

Error no_bwrap()
{
  return Error(ErrorKind::environment, "env", "bwrap is not installed")
      .note("cause", "the compiler of this environment starts through it")
      .hint("apt-get install bubblewrap    or    dnf install bubblewrap")
      .note("more", "crossroot doctor");
}

/// bwrap's arguments for the entries of the toolchain tree.
Result<std::vector<std::string>> root_arguments(const fs::path& tree)
{
  CROSSROOT_TRY(const auto entries, sandbox::view_of_root(tree));
  std::vector<std::string> arguments;
  for (const auto& entry : entries) {
    if (const auto* const bind = std::get_if<sandbox::RootEntry::Bind>(&entry.what)) {
      arguments.insert(arguments.end(), {"--ro-bind", bind->host.string(), entry.inside});
    } else if (const auto* const link =
                   std::get_if<sandbox::RootEntry::Link>(&entry.what)) {
      arguments.insert(arguments.end(), {"--symlink", link->target, entry.inside});
    }
  }
  return arguments;
}

/// Scripts by name. They hold the folder's own path, hence its name may not hang on them.
Result<std::map<std::string, std::string>> scripts_for(const TargetSpec& target,
                                                       const OutsidePlaces& places)
{
  const auto bwrap = os::find_program("bwrap");
  if (!bwrap) {
    return no_bwrap();
  }
  CROSSROOT_TRY(const auto root, root_arguments(places.toolchain));
  std::map<std::string, std::string> scripts;
  for (const auto& tool : toolchain::outside_tools(target)) {
    scripts[tool.name] =
        toolchain::outside_script(target, tool, places, bwrap->string(), root);
  }
  return scripts;
}

std::string path_or_none(const exec::ActionRun& run, const std::string& input)
{
  return run.inputs.contains(input) ? run.input(input).string() : std::string();
}

/// What the folder is one for: two different ones must not share a GOCACHE, since Go's
/// last link hashes no sysroot.
std::string folder_name(const exec::ActionRun& run)
{
  std::string text = run.context.project + "\n";
  for (const auto* const input : {"toolchain", "sysroot", "libraries", "sdk", "std"}) {
    text += (run.inputs.contains(input) ? run.digest(input) : "") + "\n";
  }
  for (const auto& [name, value] : run.action.settings) {
    if (name.starts_with("env.") || name == "cc") {
      text += name + " " + value + "\n";
    }
  }
  text += run.context.inner.filename().string() + "\n";
  return "env-" + Digest::of(text).render().substr(0, 32);
}

/// Writes bin/ and cc/ beside their place and renames them, so that what is there is
/// whole; what differs (another place of bwrap) is made anew.
Result<void> write_tools(const exec::ActionRun& run,
                         const TargetSpec& target,
                         const OutsidePlaces& places)
{
  CROSSROOT_TRY(const auto scripts, scripts_for(target, places));
  const fs::path tools = places.tools;
  std::error_code ignored;
  if (!fs::exists(tools / "cc", ignored)) {
    CROSSROOT_TRY(const auto fresh, os::TempFolder::make(tools, "new"));
    CROSSROOT_TRY(const auto cc, exec::make_cc_folder(run, target, fresh.path()));
    CROSSROOT_CHECK(os::rename_into_place(cc, tools / "cc"));
  }
  CROSSROOT_CHECK(os::make_folders(tools / "bin"));
  for (const auto& [name, text] : scripts) {
    const auto there = os::read_file(tools / "bin" / name);
    if (!there || *there != text) {
      CROSSROOT_CHECK(os::write_file(tools / "bin" / name, text, 0755));
    }
  }
  return {};
}

Result<void> try_tools(const OutsidePlaces& places,
                       const TargetSpec& target,
                       const CancelToken& cancel)
{
  const os::Command command{
      .argv = {toolchain::outside_environment(target, places).at("CC"), "--version"},
      .cwd = "/tmp",
      .wall_limit = std::chrono::seconds(60)};
  CROSSROOT_TRY(const auto outcome, os::run_process(command, cancel));
  if (outcome.ending == os::ProcessOutcome::Ending::exited && outcome.code == 0) {
    return {};
  }
  return Error(ErrorKind::environment, "env", "the compiler does not start on this host")
      .note("cause", std::string(trim(outcome.err)))
      .hint("let bwrap make user namespaces, or build with crossroot build elsewhere")
      .note("more", "crossroot doctor");
}

Result<void> check_store_place(const store::Store& store)
{
  if (!toolchain::hidden_from_outside_tools(store.root().string())) {
    return {};
  }
  return Error(ErrorKind::environment, "env",
               "the store stands where the toolchain's own folders do")
      .note("cause", store.root().string() + " would be hidden from the compiler")
      .hint("CROSSROOT_STORE=FOLDER outside of /usr, /etc, /opt");
}

} // namespace

Result<OutsidePlaces> make_outside_tools(Workspace& workspace,
                                         const Project& project,
                                         const std::string& target,
                                         OutsideUse use)
{
  CROSSROOT_TRY(const auto context, exec_context(workspace, project));
  CROSSROOT_CHECK(check_store_place(context.store));
  CROSSROOT_TRY(const auto* const found,
                target_action(project, ActionKind::go_build, target));
  Action build = *found;
  if (use == OutsideUse::compiler) {
    for (const auto* const input : {"modules", "sdk", "source", "std"}) {
      build.inputs.erase(input);
    }
  }
  const TargetSpec& spec = *project.recipe.find_target(target);
  CROSSROOT_TRY(const auto inputs, make_inputs(project, build, context));
  const exec::ActionRun run{.action = build, .inputs = inputs, .context = context};
  CROSSROOT_TRY(const fs::path folder, context.store.cache_folder(folder_name(run)));
  const OutsidePlaces places{.toolchain = run.input("toolchain").string(),
                             .sysroot = exec::seen_sysroot(run).string(),
                             .sdk = path_or_none(run, "sdk"),
                             .tools = folder.string(),
                             .go_cache = (folder / "gocache").string(),
                             .module_cache = path_or_none(run, "modules")};
  CROSSROOT_TRY(const auto alone,
                os::FileLock::wait(folder / "made.lock", os::FileLock::Mode::exclusive));
  CROSSROOT_CHECK(write_tools(run, spec, places));
  if (use == OutsideUse::go) {
    CROSSROOT_CHECK(exec::seed_outside_cache(run, places.go_cache));
  }
  CROSSROOT_CHECK(try_tools(places, spec, context.cancel));
  return places;
}

} // namespace crossroot::cli
