// SPDX-License-Identifier: Apache-2.0
#include "exec/foreign_objects.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

namespace {

std::string explained(const std::string& line)
{
  const auto recipe =
      parse_recipe("[target.arm]\ntriplet = \"aarch64-linux-gnu\"\n", "/p/crossroot.toml")
          .value();
  return exec::explain_foreign_object(Error(ErrorKind::build, "build", "go failed")
                                          .note("", line)
                                          .note("log", "/store/log"),
                                      recipe.targets.at(0))
      .render();
}

bool says(const std::string& text, const std::string& words)
{
  return text.find(words) != std::string::npos;
}

} // namespace

TEST_SUITE_BEGIN("exec.foreign_objects");

TEST_CASE("an archive for another CPU is named with the constraint that it lacks")
{
  const auto text = explained("ld.lld: error: /modcache/a.b/c@v1.2.0/libfoo.a(foo.o) is "
                              "incompatible with aarch64linux");
  CHECK(says(text, "arm: a.b/c@v1.2.0/libfoo.a(foo.o) is for another CPU"));
  CHECK(says(text, "not compiled for aarch64-linux-gnu"));
  CHECK(says(text, "#cgo linux,arm64 LDFLAGS:"));
  CHECK(says(text, "/store/log"));
}

TEST_CASE("other failures of a link stay as they were")
{
  CHECK(says(explained("ld.lld: error: undefined symbol: foo"), "go failed"));
  CHECK(says(explained(" is incompatible with "), "go failed"));
  CHECK(says(explained("error:  is incompatible with x"), "go failed"));
}

TEST_SUITE_END();
