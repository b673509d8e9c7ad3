// SPDX-License-Identifier: Apache-2.0
#include "runtime/older_kernel.hpp"

#include "catalog/system_calls.hpp"

#include <fmt/format.h>
#include <linux/audit.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace crossroot::runtime {

namespace {

/// What one host runs without an emulator: its own programs and those of its 32-bit mode.
struct Mode {
  std::string_view host; ///< as uname calls the machine
  std::string_view cpu;  ///< a triplet's first part
  std::uint32_t architecture;
};
constexpr std::array<Mode, 4> k_modes{{{"x86_64", "x86_64", AUDIT_ARCH_X86_64},
                                       {"x86_64", "i686", AUDIT_ARCH_I386},
                                       {"aarch64", "aarch64", AUDIT_ARCH_AARCH64},
                                       {"aarch64", "arm", AUDIT_ARCH_ARM}}};

sandbox::AbsentCalls absent_in(const Mode& mode, const Version& kernel)
{
  sandbox::AbsentCalls absent{.architecture = mode.architecture, .ranges = {}};
  for (const auto& range :
       catalog::calls_after(kernel, catalog::system_calls(mode.cpu))) {
    absent.ranges.emplace_back(range.first, range.last);
  }
  return absent;
}

} // namespace

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
  utsname host{};
  ::uname(&host);
  std::vector<sandbox::AbsentCalls> absent;
  for (const auto& mode : k_modes) {
    if (mode.host == std::string_view(host.machine)) {
      absent.push_back(absent_in(mode, kernel));
    }
  }
  if (absent.empty()) {
    return Error(ErrorKind::environment, "kernel",
                 fmt::format("the system calls of {} hosts are not in the table",
                             host.machine))
        .hint("run it on an x86-64 or a 64-bit Arm host");
  }
  return absent;
}

} // namespace crossroot::runtime
