// SPDX-License-Identifier: Apache-2.0
#include "runtime/older_kernel.hpp"

#include "catalog/system_calls.hpp"

#include <fmt/format.h>
#include <linux/audit.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

namespace crossroot::runtime {

namespace {

constexpr std::array<HostMode, 4> k_modes{
    {{"x86_64", "x86_64", AUDIT_ARCH_X86_64, "SCMP_ARCH_X86_64"},
     {"x86_64", "i686", AUDIT_ARCH_I386, "SCMP_ARCH_X86"},
     {"aarch64", "aarch64", AUDIT_ARCH_AARCH64, "SCMP_ARCH_AARCH64"},
     {"aarch64", "arm", AUDIT_ARCH_ARM, "SCMP_ARCH_ARM"}}};

sandbox::AbsentCalls absent_in(const HostMode& mode, const Version& kernel)
{
  sandbox::AbsentCalls absent{.architecture = mode.architecture, .ranges = {}};
  for (const auto& range :
       catalog::calls_after(kernel, catalog::system_calls(mode.cpu))) {
    absent.ranges.emplace_back(range.first, range.last);
  }
  return absent;
}

} // namespace

std::vector<HostMode> host_modes()
{
  utsname host{};
  ::uname(&host);
  std::vector<HostMode> modes;
  std::copy_if(k_modes.begin(), k_modes.end(), std::back_inserter(modes),
               [&](const HostMode& mode) {
                 return mode.machine == std::string_view(host.machine);
               });
  return modes;
}

Version host_kernel()
{
  utsname host{};
  if (::uname(&host) != 0) {
    return {};
  }
  const std::string_view release(host.release);
  auto text = release.substr(0, release.find_first_not_of("0123456789."));
  while (text.ends_with('.')) {
    text.remove_suffix(1);
  }
  const auto version = Version::parse(text);
  return version ? *version : Version();
}

Result<std::vector<sandbox::AbsentCalls>> calls_absent_on(const Version& kernel)
{
  if (const auto own = host_kernel(); own < kernel) {
    return Error(ErrorKind::usage, "kernel",
                 fmt::format("this host cannot stand for Linux {}", kernel.render()))
        .note("cause", fmt::format("its own kernel is {}, which is older", own.render()))
        .hint(fmt::format("--kernel {}, or less", own.render()));
  }
  std::vector<sandbox::AbsentCalls> absent;
  for (const auto& mode : host_modes()) {
    absent.push_back(absent_in(mode, kernel));
  }
  if (absent.empty()) {
    return Error(ErrorKind::environment, "kernel",
                 "the system calls of this host's processor are not in the table")
        .hint("run it on an x86-64 or a 64-bit Arm host");
  }
  return absent;
}

} // namespace crossroot::runtime
