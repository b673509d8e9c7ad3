// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "definition/definition.hpp"
#include "support/make_archive.hpp"
#include "support/make_elf.hpp"
#include "sysroot/sysroot.hpp"

/// The few files of glibc and of the kernel's headers that composing and flooring look
/// at, for x86-64.
namespace crossroot::test {

inline const std::string k_folder = "usr/lib/x86_64-linux-gnu/";

inline std::string fake_libc(const std::string& release)
{
  ElfSpec spec;
  spec.soname = "libc.so.6";
  spec.symbols = {{"getrandom", "GLIBC_2.25", "", false, false, false},
                  {"memcpy", "GLIBC_2.2.5", "", false, false, true},
                  {"memcpy", "GLIBC_2.14", "", false, false, false}};
  spec.data = "GNU C Library (Test GLIBC " + release + "-1) stable release version " +
              release + ".\nCopyright\n";
  return make_elf(spec);
}

inline sysroot::PackageTree fake_runtime(const Scratch& scratch,
                                         const std::string& release)
{
  scratch.file("libc6/" + k_folder + "libc-" + release + ".so", fake_libc(release));
  scratch.file("libc6/" + k_folder + "ld-" + release + ".so", make_elf({}));
  scratch.folder("libc6/usr/lib64");
  const auto at = scratch.path() / "libc6" / k_folder;
  std::filesystem::create_symlink("libc-" + release + ".so", at / "libc.so.6");
  std::filesystem::create_symlink("../lib/x86_64-linux-gnu/ld-" + release + ".so",
                                  scratch.path() /
                                      "libc6/usr/lib64/ld-linux-x86-64.so.2");
  return {"libc6 " + release + "-1 amd64", scratch.path() / "libc6"};
}

inline sysroot::PackageTree fake_headers(const Scratch& scratch, const std::string& minor)
{
  scratch.file("libc6-dev/usr/include/features.h",
               "#define\t__GLIBC__\t2\n#define\t__GLIBC_MINOR__\t" + minor +
                   "\n# define __GLIBC_USE_C2X_STRTOL 1\n");
  scratch.file(
      "libc6-dev/usr/include/fcntl.h",
      "#ifndef __USE_FILE_OFFSET64\nextern int fcntl (int __fd, int __cmd, ...);\n"
      "#else\nextern int __REDIRECT (fcntl, (int, int, ...), fcntl64);\n#endif\n");
  scratch.file("libc6-dev/usr/include/linux/version.h",
               "#define LINUX_VERSION_CODE 330496\n");
  scratch.file("libc6-dev/usr/include/stdlib.h",
               "extern void *reallocarray (void *, size_t, size_t);\n");
  scratch.file("libc6-dev/" + k_folder + "libc.so",
               "OUTPUT_FORMAT(elf64-x86-64)\nGROUP ( /lib/x86_64-linux-gnu/libc.so.6 "
               "/usr/lib/x86_64-linux-gnu/libc_nonshared.a  AS_NEEDED ( "
               "/lib64/ld-linux-x86-64.so.2 ) )\n");
  scratch.file("libc6-dev/" + k_folder + "libc.a", "!<arch>\n");
  return {"libc6-dev 2." + minor + "-1 amd64", scratch.path() / "libc6-dev"};
}

inline Definition fake_definition()
{
  Definition definition;
  definition.name = "test-11";
  definition.archive.kind = "deb";
  definition.libc = Version{2, 31};
  definition.kernel_headers = Version{5, 11};
  definition.prune = {"usr/share/doc/**"};
  return definition;
}

} // namespace crossroot::test
