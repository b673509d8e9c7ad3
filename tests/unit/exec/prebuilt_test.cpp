// SPDX-License-Identifier: Apache-2.0
#include "exec/go_packages.hpp"
#include "exec/prebuilt_files.hpp"
#include "support/make_elf.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using exec::PrebuiltNeed;

namespace {

TargetSpec target()
{
  return parse_recipe("[target.linux-amd64]\ntriplet = \"x86_64-linux-gnu\"\n"
                      "floor.glibc = \"2.17\"\n",
                      "/p/crossroot.toml")
      .value()
      .targets.at(0);
}

exec::PrebuiltFile shared(test::ElfSpec spec)
{
  spec.soname = "libthird.so";
  return {"libthird.so", "module example.com/third@v1.0.0", test::make_elf(spec)};
}

} // namespace

TEST_SUITE_BEGIN("exec.prebuilt");

TEST_CASE("a shared library with a version above the floor is refused")
{
  test::ElfSpec spec;
  spec.symbols = {{"getrandom", "GLIBC_2.25", "libc.so.6"},
                  {"memcpy", "GLIBC_2.14", "libc.so.6"}};
  const auto survey = exec::survey_prebuilt({shared(spec)}, target(), {});
  REQUIRE(survey.refusal);
  CHECK(survey.refusal->render().find("needs getrandom, glibc 2.25") !=
        std::string::npos);
  CHECK(survey.refusal->render().find("bundle") != std::string::npos);
  REQUIRE(survey.needs.size() == 1);
  CHECK(survey.needs[0].answer == PrebuiltNeed::Answer::fixed);
}

TEST_CASE("a shared library without versions is told and left to the link")
{
  test::ElfSpec spec;
  test::ElfSymbolSpec bare;
  bare.name = "getrandom";
  bare.undefined = true;
  spec.symbols = {bare};
  const auto survey = exec::survey_prebuilt({shared(spec)}, target(), {});
  CHECK_FALSE(survey.refusal);
  CHECK(exec::prebuilt_lines(survey, target()) ==
        "prebuilt objects need above glibc 2.17:\n"
        "libthird.so: without a version: getrandom, glibc 2.25: fixed in a shared "
        "library: bundle another build of it\n");
}

TEST_CASE("a weak name of a shared library is no need")
{
  test::ElfSpec spec;
  test::ElfSymbolSpec weak;
  weak.name = "getrandom";
  weak.undefined = true;
  weak.weak = true;
  spec.symbols = {weak};
  const auto survey = exec::survey_prebuilt({shared(spec)}, target(), {});
  CHECK(survey.needs.empty());
  CHECK(exec::prebuilt_lines(survey, target()).empty());
}

TEST_CASE("a file for another CPU is refused by name")
{
  test::ElfSpec spec;
  spec.machine = 183;
  const auto survey = exec::survey_prebuilt({shared(spec)}, target(), {});
  REQUIRE(survey.refusal);
  CHECK(survey.refusal->message() == "libthird.so is for aarch64; linux-amd64 is x86_64");
}

TEST_CASE("what is no object is passed over")
{
  const std::vector<exec::PrebuiltFile> files{{"a.a", "", "!<arch>\ncut short"},
                                              {"b.o", "", "\177ELF"},
                                              {"c.so", "", std::string(64, '\0')}};
  const auto survey = exec::survey_prebuilt(files, target(), {});
  CHECK(survey.needs.empty());
  CHECK_FALSE(survey.refusal);
}

TEST_CASE("what Go calls is read from its files")
{
  const auto names =
      exec::called_from_go("func f() { C.one(C.int(2), abC.no, C.two_3) } // C. ");
  CHECK(names == std::set<std::string>{"int", "one", "two_3"});
}

TEST_CASE("go list tells flags and files of a package with C in it")
{
  const auto packages = exec::parse_cgo_packages(
      "example.com/a\t/src/a\texample.com/m@v1.0.0\ta.go|\t-L/src/a|-lfoo|\tx.syso|\tb.c|"
      "c.h|\nbroken\n\n");
  REQUIRE(packages.size() == 1);
  CHECK(packages[0].package.place() == "module example.com/m@v1.0.0");
  CHECK(packages[0].link_flags == std::vector<std::string>{"-L/src/a", "-lfoo"});
  CHECK(packages[0].objects == std::vector<std::string>{"x.syso"});
  CHECK(packages[0].sources == std::vector<std::string>{"b.c", "c.h"});
}
