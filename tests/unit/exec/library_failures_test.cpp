// SPDX-License-Identifier: Apache-2.0
#include "exec/library_outputs.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

namespace {

std::string explained(const std::string& line)
{
  const auto target = parse_recipe("[libraries]\npackages = [\"libz-dev\"]\n"
                                   "[target.linux-amd64]\n"
                                   "triplet = \"x86_64-linux-gnu\"\n",
                                   "/p/crossroot.toml")
                          .value()
                          .targets.at(0);
  return exec::explain_libraries(Error(ErrorKind::build, "build", "go failed")
                                     .note("", line)
                                     .note("log", "/l"),
                                 "/no-report", target, "")
      .render();
}

} // namespace

TEST_SUITE_BEGIN("exec.library_failures");

TEST_CASE("a library that CC refuses becomes an error of its cause and remedy")
{
  const auto text = explained("error: crossroot: -lsystemd: libsystemd-dev 247 has it "
                              "as a shared library alone, and link is \"static\"; link = "
                              "\"bundled\" in [libraries] takes it");
  CHECK(text.starts_with("error[libraries]: linux-amd64: libsystemd cannot be linked"));
  CHECK(text.find("libsystemd-dev 247 has it") != std::string::npos);
  CHECK(text.find("  fix    link = \"bundled\" in [libraries] takes it") !=
        std::string::npos);
  CHECK(text.find("/l") != std::string::npos);
}

TEST_CASE("a pc file that is not there is told with the packages that are")
{
  const auto text =
      explained("Package libq was not found in the pkg-config search path.");
  CHECK(text.starts_with("error[libraries]: linux-amd64: the sysroot has no libq.pc"));
  CHECK(text.find("none of libz-dev brings it") != std::string::npos);
}

TEST_CASE("another failure stays as it is")
{
  CHECK(explained("undefined: x").starts_with("error[build]: go failed"));
}
