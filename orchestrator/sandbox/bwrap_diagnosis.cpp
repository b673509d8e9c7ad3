// SPDX-License-Identifier: Apache-2.0
// A host can forbid a sandbox in half a dozen ways, and bwrap's message names the system
// call that failed, not the setting that made it fail. The table below is what those
// messages were traced to; text that matches nothing is shown as it is.
#include "sandbox/bwrap_diagnosis.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace crossroot::sandbox {
namespace {

struct Diagnosis {
  std::string_view part_one; ///< both must occur in bwrap's text
  std::string_view part_two;
  std::string_view message; ///< {} is the uid
  std::string_view cause;
  std::string_view remedy;
};

constexpr std::string_view k_forbids = "this host forbids user namespaces to uid {}";
constexpr std::string_view k_apparmor_remedy =
    "install the AppArmor profile for /usr/bin/bwrap (package apparmor-profiles), or "
    "sysctl kernel.apparmor_restrict_unprivileged_userns=0";
constexpr std::string_view k_seccomp_remedy =
    "let the container create user namespaces (docker run --security-opt "
    "seccomp=unconfined --security-opt systempaths=unconfined), or sysctl "
    "kernel.unprivileged_userns_clone=1 if the host has that setting";

constexpr std::array<Diagnosis, 10> k_diagnoses = {{
    {"uid map", "Permission denied", k_forbids,
     "AppArmor: writing the uid map was refused", k_apparmor_remedy},
    {"loopback", "RTM_NEWADDR", k_forbids,
     "AppArmor: the new namespace has no right to set up its loopback",
     k_apparmor_remedy},
    {"Creating new namespace failed", "No space left", k_forbids,
     "user.max_user_namespaces or a sibling limit is used up or 0",
     "sysctl user.max_user_namespaces=15000 (and max_pid_namespaces, "
     "max_net_namespaces)"},
    {"Creating new namespace failed", "ENOSPC", k_forbids,
     "user.max_user_namespaces or a sibling limit is used up or 0",
     "sysctl user.max_user_namespaces=15000 (and max_pid_namespaces, "
     "max_net_namespaces)"},
    {"reating new namespace failed", "Operation not permitted", k_forbids,
     "seccomp filter or sysctl: clone(CLONE_NEWUSER) → EPERM", k_seccomp_remedy},
    {"No permissions to creat", "namespace", k_forbids,
     "seccomp filter or sysctl: clone(CLONE_NEWUSER) → EPERM", k_seccomp_remedy},
    {"Creating new namespace failed", "Invalid argument",
     "this kernel has no user namespaces", "clone(CLONE_NEWUSER) → EINVAL",
     "boot a kernel with CONFIG_USER_NS"},
    {"mount proc", "", "this host lets nobody mount /proc in a new namespace",
     "parts of the container's /proc are masked",
     "unmask it (docker run --security-opt systempaths=unconfined, Kubernetes "
     "procMount: Unmasked)"},
    {"Unknown option", "", "the installed bwrap is too old", "it lacks an option we need",
     "install bubblewrap 0.8 or newer"},
    {"max_user_namespaces", "", "further user namespaces cannot be switched off",
     "/proc/sys/user/max_user_namespaces cannot be written in the new namespace",
     "make /proc/sys writable for the container (systempaths=unconfined)"},
}};

/// bwrap's own lines, without its name.
std::string told_by_bwrap(std::string_view text)
{
  std::string told;
  for (auto line : split_lines(text)) {
    if (line.starts_with("bwrap: ")) {
      line.remove_prefix(7);
    }
    if (!trim(line).empty()) {
      told += told.empty() ? "" : "; ";
      told += trim(line);
    }
  }
  return told.empty() ? "bwrap ended without a word" : told;
}

} // namespace

Error explain_bwrap(std::string_view standard_error, std::uint32_t uid)
{
  for (const auto& known : k_diagnoses) {
    if (standard_error.find(known.part_one) != std::string_view::npos &&
        standard_error.find(known.part_two) != std::string_view::npos) {
      return Error(ErrorKind::environment, "sandbox",
                   fmt::format(fmt::runtime(known.message), uid))
          .note("cause", std::string(known.cause))
          .note("bwrap", told_by_bwrap(standard_error))
          .hint(std::string(known.remedy))
          .note("more", "crossroot doctor");
    }
  }
  auto error = Error(ErrorKind::environment, "sandbox", "the sandbox could not be set up")
                   .note("cause", told_by_bwrap(standard_error));
  if (standard_error.find("Permission denied") != std::string_view::npos) {
    return std::move(error).hint(
        fmt::format("let uid {} read that path; a store that every user may enter is "
                    "set by CROSSROOT_STORE",
                    uid));
  }
  return std::move(error).note("more", "crossroot doctor");
}

Error explain_inner(std::string_view step, int error_number, std::string_view program)
{
  const std::string reason = std::strerror(error_number);
  if (step == "exec") {
    auto error = Error(ErrorKind::environment, "sandbox",
                       fmt::format("cannot run {} in the sandbox: {}", program, reason));
    if (error_number == ENOEXEC) {
      return std::move(error).hint("it is for another CPU, or no program at all");
    }
    return std::move(error).note("cause",
                                 "the file or its loader is not in the sandbox's root");
  }
  if (step == "cwd") {
    return Error(ErrorKind::environment, "sandbox",
                 fmt::format("the working folder is not in the sandbox: {}", reason));
  }
  if (step == "record") {
    return Error(ErrorKind::environment, "sandbox",
                 "this kernel does not tell which system calls are made")
        .note("cause", fmt::format("seccomp listener: {}", reason))
        .hint("a kernel from 5.6 on, and kernel.yama.ptrace_scope of 0 or 1");
  }
  return Error(ErrorKind::environment, "sandbox", "the sandbox could not be closed")
      .note("cause", fmt::format("{}: {}", step, reason))
      .note("more", "crossroot doctor");
}

} // namespace crossroot::sandbox
