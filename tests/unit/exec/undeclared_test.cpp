// SPDX-License-Identifier: Apache-2.0
#include "exec/undeclared.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

namespace {

std::string explained(const std::string& line, const std::string& floor = "2.17")
{
  const auto recipe =
      parse_recipe("[target.linux-amd64]\ntriplet = \"x86_64-linux-gnu\"\n"
                   "floor.glibc = \"" +
                       floor + "\"\n",
                   "/p/crossroot.toml")
          .value();
  return exec::explain_undeclared(
             Error(ErrorKind::build, "build", "go failed").note("", line),
             recipe.targets.at(0))
      .render();
}

} // namespace

TEST_SUITE_BEGIN("exec.undeclared");

TEST_CASE("a function that the floor lacks is told apart from a typing error")
{
  const auto c = explained("a.c:1:2: error: call to undeclared function 'memfd_create'; "
                           "ISO C99 and later do not support implicit declarations");
  CHECK(c.find("memfd_create is first in glibc 2.27; floor is 2.17") !=
        std::string::npos);
  CHECK(c.find("-D_CROSSROOT_ALL_FUNCTIONS in cc.cflags") != std::string::npos);
  const auto cxx = explained("a.cc:1:2: error: use of undeclared identifier 'gettid'");
  CHECK(cxx.find("gettid is first in glibc 2.30") != std::string::npos);
  const auto scoped = explained(
      "a.cc:1:2: error: no member named 'reallocarray' in the global namespace");
  CHECK(scoped.find("reallocarray is first in glibc 2.26") != std::string::npos);
}

TEST_CASE("what has no replacement is answered with the floor that has it")
{
  const auto text = explained("a.c:1:2: error: call to undeclared function '_Fork'");
  CHECK(text.find("floor.glibc = \"2.34\" in [target.linux-amd64]") != std::string::npos);
}

TEST_CASE("other errors and other names come back as they were")
{
  CHECK(explained("a.c:1:2: error: call to undeclared function 'my_own'").find("cause") ==
        std::string::npos);
  CHECK(explained("a.c:1:2: error: call to undeclared function 'gettid'", "2.31")
            .find("cause") == std::string::npos);
  CHECK(explained("a.c:1:2: error: call to undeclared function 'memfd").find("cause") ==
        std::string::npos);
}
