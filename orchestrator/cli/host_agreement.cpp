// SPDX-License-Identifier: Apache-2.0
// A program that is compiled with the headers of one libc and linked with another fails
// in ways that no linker reports, and so does one that calls what the kernel has not. On
// a host this happens after half an upgrade or with headers copied into a container; in a
// sysroot after somebody edited a lock. Both are told by the same fingerprint.
#include "cli/host_agreement.hpp"

#include "base/text.hpp"
#include "os/process.hpp"
#include "plan/settle.hpp"
#include "sysroot/consistency.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <set>

namespace crossroot::cli {

namespace {

/// The number that a kernel's release begins with: 6.1 of "6.1.0-18-amd64".
Version kernel_release()
{
  utsname names{};
  uname(&names);
  const std::string_view release = names.release;
  auto text = release.substr(0, release.find_first_not_of("0123456789."));
  const auto second = text.find('.', text.find('.') + 1);
  text = text.substr(0, second);
  const auto version = Version::parse(text);
  return version ? *version : Version();
}

std::string described(const sysroot::Fingerprint& found)
{
  std::string text = "glibc " + found.libc.render();
  text += found.build.empty() ? "" : " (" + found.build + ")";
  if (!found.headers.empty()) {
    text += ", headers " + found.headers.render() + ", kernel headers " +
            found.kernel_headers.render();
  }
  return text +
         (found.build_id.empty() ? "" : ", build id " + found.build_id.substr(0, 12));
}

Agreement host_libc()
{
  const auto found = sysroot::read_fingerprint("/");
  if (!found || !*found) {
    return {.subject = "libc",
            .text = found ? "no glibc of a known place" : found.error().message()};
  }
  const auto& host = **found;
  Agreement agreement{.subject = "libc", .text = described(host)};
  if (!host.headers.empty() && host.headers != host.libc) {
    agreement.fine = false;
    agreement.text += ": headers and libc are of two releases";
    agreement.remedy = "install libc6 and libc6-dev of one version";
  } else if (!host.kernel_headers.empty() && !kernel_release().empty() &&
             kernel_release() < host.kernel_headers) {
    agreement.fine = false;
    agreement.text += ": newer than this kernel, " + kernel_release().render();
    agreement.remedy = "what is compiled here may call what this kernel has not; builds "
                       "of crossroot do not look here";
  }
  return agreement;
}

Agreement host_go(const CancelToken& cancel)
{
  const auto path = os::find_program("go");
  if (!path) {
    return {.subject = "go", .text = "none; builds use the pinned SDK"};
  }
  const auto outcome = os::run_process({.argv = {path->string(), "version"},
                                        .cwd = "/",
                                        .wall_limit = std::chrono::seconds(20)},
                                       cancel);
  if (!outcome || outcome->code != 0) {
    return {.subject = "go",
            .fine = false,
            .text = path->string() + " does not start",
            .remedy = "builds use the pinned SDK; mend or remove this one"};
  }
  return {.subject = "go",
          .text = std::string(trim(outcome->out)) + "; builds use the pinned SDK"};
}

} // namespace

std::vector<Agreement> host_agreement(const CancelToken& cancel)
{
  return {host_libc(), host_go(cancel)};
}

std::vector<Agreement> sysroot_agreement(Workspace& workspace)
{
  std::vector<Agreement> all;
  std::error_code ignored;
  const auto store = workspace.store();
  if (!fs::exists(workspace.recipe_path(), ignored) || !store) {
    return all;
  }
  const auto recipe = workspace.recipe();
  std::set<std::string> seen;
  for (const auto& target : recipe ? (*recipe)->targets : std::vector<TargetSpec>()) {
    const auto name = "compose " + sysroot_tree_name(target);
    const auto last = (*store)->last_action(workspace.project(), name);
    const auto definition = workspace.definitions().find(target.base);
    if (!seen.insert(name).second || !last || !*last || !definition ||
        !(*last)->outputs.contains("tree")) {
      continue;
    }
    const auto tree = (*store)->tree_path((*last)->outputs.at("tree"));
    const auto checked = sysroot::check_consistency(tree, *definition, {});
    const auto found = sysroot::read_fingerprint(tree);
    Agreement agreement{.subject = target.name, .fine = checked.has_value()};
    agreement.text = found && *found ? described(**found) : "no glibc in its sysroot";
    if (!checked) {
      agreement.text = checked.error().message();
      for (const auto& note : checked.error().notes()) {
        agreement.text += ": " + note.text;
      }
      agreement.remedy = "crossroot lock, then crossroot store verify";
    }
    all.push_back(std::move(agreement));
  }
  return all;
}

} // namespace crossroot::cli
