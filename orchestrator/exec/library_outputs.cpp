// SPDX-License-Identifier: Apache-2.0
#include "exec/library_outputs.hpp"

#include "elf/elf_file.hpp"
#include "exec/collect.hpp"
#include "plan/settle.hpp"
#include "sysroot/libraries.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::exec {
namespace {

/// What the ELF files of a folder ask a loader for, without what stands there already.
std::vector<std::string> needs_of(const fs::path& bin)
{
  std::set<std::string> needed;
  std::error_code failed;
  for (fs::recursive_directory_iterator walk(bin, failed), end; !failed && walk != end;
       walk.increment(failed)) {
    if (!walk->is_regular_file()) {
      continue;
    }
    if (const auto file = elf::read_elf(walk->path())) {
      needed.insert(file->needed.begin(), file->needed.end());
    }
  }
  return {needed.begin(), needed.end()};
}

Result<Json> record_of(const fs::path& tree)
{
  CROSSROOT_TRY(const auto text, os::read_file(tree / sysroot::k_library_record));
  return Json::parse(text);
}

} // namespace

Result<void>
bundle_libraries(const fs::path& tree, const TargetSpec& target, const fs::path& bin)
{
  CROSSROOT_TRY(const auto closure,
                sysroot::shared_closure(tree, target.triplet, needs_of(bin)));
  for (const auto& [name, path] : closure) {
    std::error_code failed;
    if (fs::exists(bin / name, failed)) {
      return Error(ErrorKind::build, "libraries",
                   fmt::format("{}: an output is called {}, as a library that it needs",
                               target.name, name))
          .hint("give the program another name");
    }
    CROSSROOT_CHECK(copy_to_new_inode(tree / path, bin / name, 0644));
  }
  return {};
}

std::map<std::string, std::string> system_needs(const TargetReport& report,
                                                const ExecContext& context)
{
  std::map<std::string, std::string> needs;
  const auto* target = context.recipe.find_target(report.target);
  if (target == nullptr || !report.bin || target->libraries.packages.empty() ||
      target->libraries.link != "shared") {
    return needs;
  }
  const auto last =
      context.store.last_action(context.project, libraries_tree_name(*target));
  if (!last || !*last || !(*last)->outputs.contains("tree")) {
    return needs;
  }
  const auto record = record_of(context.store.tree_path((*last)->outputs.at("tree")));
  for (const auto& name : needs_of(context.store.tree_path(*report.bin))) {
    const auto package = record ? (*record)["shared"].text(name) : std::string();
    if (!package.empty()) {
      needs.emplace(name, package);
    }
  }
  return needs;
}

Result<std::set<std::string>>
third_party_names(const TargetSpec& target, const fs::path& tree, const fs::path& bin)
{
  CROSSROOT_TRY(const auto closure,
                sysroot::shared_closure(tree, target.triplet, needs_of(bin)));
  CROSSROOT_TRY(const auto record, record_of(tree));
  std::set<std::string> names;
  for (const auto& [name, path] : closure) {
    std::error_code failed;
    if (target.libraries.link == "bundled" ? fs::exists(bin / name, failed)
                                           : !record["shared"].text(name).empty()) {
      names.insert(name);
    }
  }
  return names;
}

} // namespace crossroot::exec
