// SPDX-License-Identifier: Apache-2.0
#include "elf/go_build_info.hpp"
#include "support/make_elf.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

namespace {

Result<std::optional<elf::GoBuildInfo>> read(const std::string& data)
{
  test::ElfSpec spec;
  spec.data = data;
  const auto bytes = test::make_elf(spec);
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  const auto file = elf::read_elf(source);
  REQUIRE(file);
  return elf::read_go_build_info(source, *file);
}

constexpr auto k_modules = "path\texample.com/x/cmd\nmod\texample.com/x\tv1.2.0\th1:a=\n"
                           "dep\texample.com/y\tv0.1.0\th1:b=\n=>\t../y\t(devel)\n"
                           "build\t-trimpath=true\nbuild\tGOARCH=arm64\n";

} // namespace

TEST_SUITE_BEGIN("elf.go_build_info");

TEST_CASE("version modules and settings of a Go program are read")
{
  const auto build = read(test::make_go_record("go1.25.5", k_modules));
  REQUIRE(build);
  REQUIRE(*build);
  CHECK((*build)->go_version == "go1.25.5");
  CHECK((*build)->path == "example.com/x/cmd");
  CHECK((*build)->main_module == "example.com/x v1.2.0");
  CHECK((*build)->dependencies ==
        std::vector<std::string>{"example.com/y v0.1.0 => ../y (devel)"});
  CHECK((*build)->settings.at("GOARCH") == "arm64");
}

TEST_CASE("the record is found far into the data and at aligned places alone")
{
  const auto record = test::make_go_record("go1.25.5", k_modules);
  CHECK(read(std::string(65536 + 32, 'x') + record)->has_value());
  CHECK_FALSE(read(std::string(8, 'x') + record)->has_value());
}

TEST_CASE("a file without the record has none and a cut record is an error")
{
  CHECK_FALSE(read("nothing here")->has_value());
  const auto record = test::make_go_record("go1.25.5", k_modules);
  CHECK_FALSE(read(record.substr(0, 60)));
}

TEST_SUITE_END();
