// SPDX-License-Identifier: Apache-2.0
#include "exec/undefined.hpp"
#include "os/files.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace crossroot;

namespace {

TargetSpec target()
{
  return parse_recipe("[target.linux-amd64]\ntriplet = \"x86_64-linux-gnu\"\n"
                      "floor.glibc = \"2.17\"\n",
                      "/p/crossroot.toml")
      .value()
      .targets.at(0);
}

/// What the failure becomes when CC reported these lines.
std::string explained(const std::string& report)
{
  const auto folder =
      os::TempFolder::make(std::filesystem::temp_directory_path(), "undefined-").value();
  std::ofstream(folder.path() / "undefined.txt") << report;
  return exec::explain_undefined(
             Error(ErrorKind::build, "build", "go failed").note("log", "/store/log"),
             folder.path() / "undefined.txt", target())
      .render();
}

} // namespace

TEST_SUITE_BEGIN("exec.undefined");

TEST_CASE("a symbol above the floor becomes an error of the floor")
{
  const auto text = explained("pidfd_spawn\tspawn.o:(run) in archive "
                              "/modcache/example.com/foo@v1.2.0/libfoo.a\t-\n");
  CHECK(text.starts_with(
      "error[floor]: linux-amd64 needs pidfd_spawn, first in glibc 2.39; "
      "floor is 2.17"));
  CHECK(text.find("spawn.o:(run) in archive example.com/foo@v1.2.0/libfoo.a") !=
        std::string::npos);
  CHECK(text.find("floor.glibc = \"2.39\" in [target.linux-amd64]") != std::string::npos);
  CHECK(text.find("/store/log") != std::string::npos);
}

TEST_CASE("a shared library above the floor is to be bundled")
{
  const auto text = explained("close_range@GLIBC_2.34\t/src/lib/libfoo.so (disallowed by "
                              "--no-allow-shlib-undefined)\t-\n");
  CHECK(text.starts_with(
      "error[floor]: linux-amd64 needs close_range, first in glibc 2.34"));
  CHECK(text.find("from   lib/libfoo.so\n") != std::string::npos);
  CHECK(text.find("bundle a build of libfoo.so") != std::string::npos);
}

TEST_CASE("the newest of several symbols is named first and the others below it")
{
  const auto text = explained("memfd_create\ta.o:(f)\t-\npidfd_spawn\tb.o:(g)\t-\n"
                              "pidfd_spawn\tc.o:(h)\t-\n");
  CHECK(text.starts_with("error[floor]: linux-amd64 needs pidfd_spawn"));
  CHECK(text.find("also   memfd_create, glibc 2.27, from a.o:(f)") != std::string::npos);
  CHECK(text.find("c.o") == std::string::npos);
}

TEST_CASE("a symbol that no libc has leaves the failure as it was")
{
  CHECK(explained("my_own_function\tmain.o\t-\n").starts_with("error[build]: go failed"));
  CHECK(explained("").starts_with("error[build]: go failed"));
  CHECK(explained("garbage without tabs\n\t\t\n").starts_with("error[build]: go failed"));
}
