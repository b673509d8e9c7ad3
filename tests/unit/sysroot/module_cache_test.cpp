// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"
#include "support/make_archive.hpp"
#include "sysroot/module_cache.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::sysroot;
using test::Scratch;

namespace {

ModuleZip
module_of(const Scratch& scratch, const std::string& path, const std::string& file)
{
  ModuleZip module{path, "v1.2.3-RC1", "", {}, {}};
  module.zip = scratch.file(
      "m.zip", test::make_zip({{path + "@v1.2.3-RC1/" + file, "package m\n"}}));
  module.mod = scratch.file("m.mod", "module " + path + "\n");
  module.h1 = archive::go_module_hash(module.zip).value();
  return module;
}

} // namespace

TEST_SUITE_BEGIN("sysroot.module_cache");

TEST_CASE("capital letters are escaped as Go does")
{
  CHECK(escape_module_name("github.com/Masterminds/semver/v3").value() ==
        "github.com/!masterminds/semver/v3");
  CHECK(escape_module_name("v1.0.0-RC1+incompatible").value() ==
        "v1.0.0-!r!c1+incompatible");
}

TEST_CASE("a name that could be another path is refused")
{
  for (const std::string name :
       {"", "a//b", "../a", "a/..", "a/./b", "a b", "a!b", "a\\b", "/a"}) {
    CAPTURE(name);
    CHECK_FALSE(escape_module_name(name));
  }
}

TEST_CASE("a module lies where a build with a read-only cache looks for it")
{
  const Scratch scratch;
  const auto module = module_of(scratch, "example.com/Big", "a.go");
  REQUIRE(compose_module_cache({module}, scratch.folder("cache"), CancelToken()));
  const auto cache = scratch.path() / "cache";
  const auto download = cache / "cache/download/example.com/!big/@v";
  CHECK(test::read_text(cache / "example.com/!big@v1.2.3-!r!c1/a.go") == "package m\n");
  CHECK(test::read_text(download / "v1.2.3-!r!c1.mod") == "module example.com/Big\n");
  CHECK(test::read_text(download / "v1.2.3-!r!c1.ziphash") == module.h1);
  CHECK(test::read_text(download / "v1.2.3-!r!c1.info") ==
        "{\"Version\":\"v1.2.3-RC1\"}");
}

TEST_CASE("a module of which only go.mod is needed has no folder")
{
  const Scratch scratch;
  auto module = module_of(scratch, "example.com/m", "a.go");
  module.zip.clear();
  REQUIRE(compose_module_cache({module}, scratch.folder("cache"), CancelToken()));
  CHECK_FALSE(fs::exists(scratch.path() / "cache/example.com"));
  CHECK_FALSE(fs::exists(scratch.path() /
                         "cache/cache/download/example.com/m/@v/v1.2.3-!r!c1.ziphash"));
}

TEST_CASE("a zip that go.sum does not vouch for is refused")
{
  const Scratch scratch;
  auto module = module_of(scratch, "example.com/m", "a.go");
  module.h1 = "h1:2gZY6PC6kBnID23Tichd1K+Z0oS6nE/XwU+Vz/5o4kU=";
  const auto result =
      compose_module_cache({module}, scratch.folder("cache"), CancelToken());
  REQUIRE_FALSE(result);
  CHECK(result.error().kind() == ErrorKind::digest_mismatch);
  CHECK(result.error().render().find("example.com/m@v1.2.3-RC1") != std::string::npos);
}

TEST_CASE("a zip of another module is refused although its hash is right")
{
  const Scratch scratch;
  auto module = module_of(scratch, "example.com/m", "a.go");
  module.path = "example.com/other";
  CHECK_FALSE(compose_module_cache({module}, scratch.folder("cache"), CancelToken()));
}

TEST_CASE("a module that stands twice in the list is an error")
{
  const Scratch scratch;
  const auto module = module_of(scratch, "example.com/m", "a.go");
  CHECK_FALSE(
      compose_module_cache({module, module}, scratch.folder("cache"), CancelToken()));
}
