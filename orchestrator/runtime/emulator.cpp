// SPDX-License-Identifier: Apache-2.0
// qemu-user loads a foreign program and translates it in one process. Only a statically
// linked one can run in a root that holds the target's libraries alone; registered with
// the kernel (binfmt_misc) it would be found by itself, but on some machines only, and
// another one on each. So it is mounted and named.
#include "elf/elf_file.hpp"
#include "os/process.hpp"
#include "runtime/runtime.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

namespace crossroot::runtime {

bool runs_natively(const Triplet& triplet)
{
  utsname machine{};
  if (::uname(&machine) != 0) {
    return false;
  }
  const std::string_view host(machine.machine);
  const auto wanted = triplet.facts().qemu;
  if (host == wanted) {
    return true;
  }
  // A 64-bit x86 runs 32-bit programs; 64-bit Arm cores need not.
  return wanted == "i386" && (host == "x86_64" || host == "i686" || host == "i586");
}

Result<fs::path> find_emulator(const Triplet& triplet)
{
  const auto name = fmt::format("qemu-{}", triplet.facts().qemu);
  for (const auto& candidate : {name + "-static", name}) {
    const auto path = os::find_program(candidate);
    if (!path) {
      continue;
    }
    std::error_code failed;
    const auto real = fs::canonical(*path, failed);
    const auto file = elf::read_elf(failed ? *path : real);
    if (file && !file->interpreter) {
      return failed ? *path : real;
    }
  }
  return Error(ErrorKind::environment, "emulator",
               fmt::format("this host cannot run programs for {}", triplet.render()))
      .note("cause",
            fmt::format("its processor is another, and there is no statically linked "
                        "{} in PATH",
                        name))
      .hint("install qemu-user-static");
}

} // namespace crossroot::runtime
