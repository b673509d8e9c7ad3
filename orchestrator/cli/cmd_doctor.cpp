// SPDX-License-Identifier: Apache-2.0
// What this host lacks, found by trying it: a kernel that has user namespaces may still
// forbid them (a container's seccomp profile, AppArmor's restriction on Ubuntu 24.04), so
// the sandbox is not guessed at but opened.
#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/host_agreement.hpp"
#include "cli/workspace.hpp"
#include "os/host.hpp"
#include "os/process.hpp"

namespace crossroot::cli {

namespace {

struct Diagnosis {
  std::string subject;
  bool fine = true;
  bool needed = true; ///< without it no build works
  std::string text;
  std::string remedy;
};

Diagnosis program(const std::string& name,
                  const std::string& package,
                  const std::string& why,
                  bool needed)
{
  if (const auto path = os::find_program(name)) {
    return {.subject = name, .text = path->string()};
  }
  return {.subject = name,
          .fine = false,
          .needed = needed,
          .text = "missing: " + why,
          .remedy = "install " + package};
}

Diagnosis emulator()
{
  for (const auto* const name : {"qemu-aarch64-static", "qemu-aarch64"}) {
    if (const auto path = os::find_program(name)) {
      return {.subject = "qemu-user", .text = path->string()};
    }
  }
  return {.subject = "qemu-user",
          .fine = false,
          .needed = false,
          .text = "missing: smoke runs of another CPU need it",
          .remedy = "install qemu-user-static"};
}

Diagnosis disk(Workspace& workspace)
{
  constexpr std::uint64_t k_comfortable_bytes = 3'000'000'000;
  const auto store = workspace.store();
  if (!store) {
    return {.subject = "store",
            .fine = false,
            .text = store.error().message(),
            .remedy = store.error().hints().empty() ? "CROSSROOT_STORE=DIR"
                                                    : store.error().hints().front()};
  }
  const fs::path root = (*store)->root();
  const auto free_bytes = os::free_disk_bytes(root);
  const bool enough = !free_bytes || *free_bytes >= k_comfortable_bytes;
  return {.subject = "store",
          .fine = enough,
          .needed = false,
          .text = root.string() +
                  (free_bytes ? ", " + human_bytes(*free_bytes) + " free" : ""),
          .remedy = enough ? "" : "crossroot gc, or CROSSROOT_STORE on a larger disk"};
}

/// Opens one around nothing: that bwrap is there says little.
Result<std::uint32_t> try_sandbox(Workspace& workspace)
{
  CROSSROOT_TRY(auto* const made, workspace.sandbox());
  CROSSROOT_TRY(const fs::path executable, workspace.inner());
  CROSSROOT_CHECK(
      sandbox::check_sandbox({.inner = executable}, workspace.session().cancel));
  return made->owner_uid();
}

Diagnosis sandbox(Workspace& workspace)
{
  const auto opened = try_sandbox(workspace);
  if (opened) {
    return {.subject = "sandbox", .text = "builds run as uid " + std::to_string(*opened)};
  }
  const auto& error = opened.error();
  std::string text = error.message();
  for (const auto& note : error.notes()) {
    if (note.label != "more") { // it says "crossroot doctor"
      text += "; " + note.text;
    }
  }
  return {.subject = "sandbox",
          .fine = false,
          .text = text,
          .remedy =
              error.hints().empty() ? "crossroot help sandbox" : error.hints().front()};
}

Diagnosis landlock()
{
  constexpr int k_with_scopes = 6;
  const int version = sandbox::landlock_version();
  const auto text = "version " + std::to_string(version) + " of the kernel";
  if (version >= k_with_scopes) {
    return {.subject = "landlock", .text = text};
  }
  return {.subject = "landlock",
          .fine = false,
          .needed = false,
          .text = version == 0
                      ? "this kernel has none: the sandbox has one wall less"
                      : text + ": it cannot hold back signals and abstract sockets",
          .remedy = "Linux 6.12 or newer, with landlock in the kernel's lsm= list"};
}

/// Said aloud, because it is less than a control group would give.
Diagnosis limits()
{
  return {
      .subject = "limits",
      .text =
          "by rlimit: 4096 processes, files of 64 GiB; a build's memory is not limited"};
}

Diagnosis module_proxy(Session& session)
{
  const std::string proxy = resolve::host_go_proxy(session.cancel);
  if (!proxy.empty()) {
    // The value may carry a password; that it is set is all that matters here.
    return {.subject = "GOPROXY", .text = "set"};
  }
  return {.subject = "GOPROXY",
          .fine = false,
          .needed = false,
          .text =
              "neither the variable nor a go of the host says where modules come from",
          .remedy = "export GOPROXY=URL of a module proxy, or install go"};
}

std::string render(const std::vector<Diagnosis>& all)
{
  std::string text;
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all) {
    rows.push_back({one.fine     ? "ok"
                    : one.needed ? "LACKS"
                                 : "warn",
                    one.subject, one.text});
    if (!one.remedy.empty() && !one.fine) {
      rows.push_back({"", "  fix", one.remedy});
    }
  }
  return render_table(rows);
}

Json to_json(const std::vector<Diagnosis>& all)
{
  Json::Array checks;
  for (const auto& one : all) {
    checks.push_back(Json::Object{{"subject", one.subject},
                                  {"fine", one.fine},
                                  {"needed", one.needed},
                                  {"text", one.text},
                                  {"remedy", one.fine ? "" : one.remedy}});
  }
  return Json::Object{{"schema", 1}, {"checks", std::move(checks)}};
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  std::vector<Diagnosis> all{
      program("bwrap", "bubblewrap", "the sandbox is made with it", true),
      program("gpgv", "gpgv", "signatures are checked with it when locking", true),
      emulator(),
      disk(*workspace),
      sandbox(*workspace),
      landlock(),
      limits(),
      module_proxy(session),
  };
  auto agreements = host_agreement(session.cancel);
  for (auto& agreement : sysroot_agreement(*workspace)) {
    agreements.push_back(std::move(agreement));
  }
  for (const auto& one : agreements) {
    all.push_back({.subject = one.subject,
                   .fine = one.fine,
                   .needed = false,
                   .text = one.text,
                   .remedy = one.remedy});
  }
  session.printer.answer(invocation.has("--json") ? to_json(all).render() : render(all));
  for (const auto& one : all) {
    if (!one.fine && one.needed) {
      return exit_code_of(ErrorKind::environment);
    }
  }
  return 0;
}

} // namespace

Command doctor_command()
{
  return {.name = "doctor",
          .summary = "says what this host lacks, each with its cause and remedy",
          .text = "Exit 9 if something is missing without which no build works. Beside a "
                  "recipe also whether headers, libc and loader of the sysroots that its "
                  "last build composed are of one make.",
          .examples = {"crossroot doctor"},
          .options = {{.name = "--json", .help = "as JSON"}},
          .run = run};
}

} // namespace crossroot::cli
