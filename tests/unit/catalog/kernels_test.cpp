// SPDX-License-Identifier: Apache-2.0
#include "catalog/cgo_modules.hpp"
#include "catalog/kernels.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using catalog::KernelAsker;

TEST_SUITE_BEGIN("catalog.kernels");

TEST_CASE("the newest row that applies to a release and a CPU counts")
{
  CHECK(catalog::kernel_for(KernelAsker::go, {1, 17, 3}, "amd64") == Version{2, 6, 23});
  CHECK(catalog::kernel_for(KernelAsker::go, {1, 23}, "amd64") == Version{2, 6, 32});
  CHECK(catalog::kernel_for(KernelAsker::go, {1, 23}, "arm") == Version{3, 1});
  CHECK(catalog::kernel_for(KernelAsker::go, {1, 24}, "arm") == Version{3, 2});
  CHECK(catalog::kernel_for(KernelAsker::go, {1, 25}, "loong64") == Version{5, 19});
  CHECK(catalog::kernel_for(KernelAsker::machine, {}, "arm64") == Version{3, 7});
  CHECK(catalog::kernel_for(KernelAsker::machine, {}, "amd64").empty());
  CHECK(catalog::kernel_for(KernelAsker::glibc, {2, 25}, "amd64") == Version{2, 6, 32});
  CHECK(catalog::kernel_for(KernelAsker::glibc, {2, 26}, "amd64") == Version{3, 2});
  CHECK(catalog::kernel_for(KernelAsker::musl, {1, 2, 5}, "amd64") == Version{2, 6, 39});
}

TEST_CASE("a row without a kernel or with a foreign key is refused with its place")
{
  const auto refused = [](const std::string& row) {
    const auto rows = catalog::parse_kernel_floors("schema = 1\n" + row, "t.toml");
    REQUIRE_FALSE(rows);
    CHECK(rows.error().render().find("t.toml:") != std::string::npos);
  };
  refused("[[go]]\nsince = \"1.0\"\nsource = \"x\"\n");
  refused(
      "[[machine]]\narch = \"arm\"\nkernel = \"3.1\"\nsource = \"x\"\nsince = \"1\"\n");
  refused("[[libc]]\nname = \"uclibc\"\nsince = \"1\"\nkernel = \"3\"\nsource = \"x\"\n");
}

TEST_CASE("a module is known by its path whatever its major version")
{
  CHECK(catalog::known_to_use_cgo("github.com/mattn/go-sqlite3"));
  CHECK(catalog::known_to_use_cgo("github.com/confluentinc/confluent-kafka-go/v2"));
  CHECK(catalog::known_to_use_cgo("gopkg.in/gographics/imagick.v3/imagick"));
  CHECK_FALSE(catalog::known_to_use_cgo("github.com/mattn/go-sqlite3-fork"));
  CHECK_FALSE(catalog::known_to_use_cgo("github.com/mattn/go-isatty"));
}

TEST_SUITE_END();
