// SPDX-License-Identifier: Apache-2.0
#include "support/make_archive.hpp"
#include "sysroot/go_sdk.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::sysroot;
using test::Scratch;

namespace {

const std::string k_prefix = "golang.org/toolchain@v0.0.1-go1.25.5.linux-amd64/";

std::string sdk_zip(const std::string& version = "go1.25.5\ntime 2025-12-01T00:00:00Z\n")
{
  return test::make_zip({{k_prefix + "VERSION", version},
                         {k_prefix + "bin/go", "program"},
                         {k_prefix + "lib/wasm/go_js_wasm_exec", "script"},
                         {k_prefix + "pkg/tool/linux_amd64/compile", "program"},
                         {k_prefix + "src/_go.mod", "module std\n"},
                         {k_prefix + "src/os/file.go", "package os\n"}});
}

bool executable(const fs::path& path)
{
  return (fs::status(path).permissions() & fs::perms::owner_exec) != fs::perms::none;
}

} // namespace

TEST_SUITE_BEGIN("sysroot.go_sdk");

TEST_CASE("the toolchain module becomes a GOROOT with programs and go.mod files")
{
  const Scratch scratch;
  const auto zip = scratch.file("sdk.zip", sdk_zip());
  REQUIRE(unpack_go_sdk(zip, "1.25.5", scratch.folder("go"), CancelToken()));
  const auto root = scratch.path() / "go";
  CHECK(executable(root / "bin/go"));
  CHECK(executable(root / "pkg/tool/linux_amd64/compile"));
  CHECK(executable(root / "lib/wasm/go_js_wasm_exec"));
  CHECK_FALSE(executable(root / "src/os/file.go"));
  CHECK(test::read_text(root / "src/go.mod") == "module std\n");
}

TEST_CASE("an SDK of another version is refused whether it says so outside or inside")
{
  const Scratch scratch;
  const auto zip = scratch.file("sdk.zip", sdk_zip());
  for (const std::string version : {"1.25.4", "1.25", "1.25.55"}) {
    CAPTURE(version);
    const auto result =
        unpack_go_sdk(zip, version, scratch.folder("go-" + version), CancelToken());
    REQUIRE_FALSE(result);
    CHECK(result.error().kind() == ErrorKind::digest_mismatch);
  }
  const auto lying = scratch.file("lying.zip", sdk_zip("go1.25.6\n"));
  const auto result =
      unpack_go_sdk(lying, "1.25.5", scratch.folder("lying"), CancelToken());
  REQUIRE_FALSE(result);
  CHECK(result.error().render().find("go1.25.6") != std::string::npos);
}

TEST_CASE("the release tarball keeps the modes that it brings")
{
  const Scratch scratch;
  const auto tar =
      scratch.file("go.tar", test::make_tar({{"go/", "", '5'},
                                             {"go/VERSION", "go1.25.5\n"},
                                             {"go/bin/go", "x", '0', "", 0755},
                                             {"go/src/go.mod", "module std\n"}}));
  REQUIRE(unpack_go_sdk(tar, "1.25.5", scratch.folder("go"), CancelToken()));
  CHECK(executable(scratch.path() / "go/bin/go"));
  CHECK(test::read_text(scratch.path() / "go/src/go.mod") == "module std\n");
}
