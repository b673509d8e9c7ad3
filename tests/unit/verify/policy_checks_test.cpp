// SPDX-License-Identifier: Apache-2.0
#include "unit/verify/fixture.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using test::failing;
using test::good_program;
using test::judge;
using test::strict;
using Words = std::vector<std::string>;

TEST_SUITE_BEGIN("verify.policy_checks");

TEST_CASE("an executable stack fails and a missing note is judged by the CPU")
{
  auto spec = good_program();
  spec.stack_flags = 7;
  CHECK(failing(judge(spec, strict())) == Words{"nx"});
  spec.stack_flags = std::nullopt;
  CHECK(failing(judge(spec, strict())) == Words{});
  spec.machine = 40;
  spec.bits = 32;
  CHECK(test::finding(judge(spec, strict()), "nx").status == verify::Status::fail);
}

TEST_CASE("a segment that is writable and executable fails")
{
  auto spec = good_program();
  spec.data_flags = 7;
  CHECK(failing(judge(spec, strict())) == Words{"rwx-segment"});
}

TEST_CASE("relocations of code fail by either flag")
{
  for (const auto& entry :
       std::vector<std::pair<std::uint64_t, std::uint64_t>>{{22, 0}, {30, 4}}) {
    auto spec = good_program();
    spec.dynamic.push_back(entry);
    CHECK(failing(judge(spec, strict())) == Words{"text-relocation"});
  }
}

TEST_CASE("a program at a fixed address fails where the policy asks for PIE")
{
  auto spec = good_program();
  spec.type = 2;
  CHECK(failing(judge(spec, strict())) == Words{"pie"});
}

TEST_CASE("full relro asks for the segment and for binding at start")
{
  auto spec = good_program();
  spec.relro = false;
  CHECK(failing(judge(spec, strict())) == Words{"relro"});
  spec = good_program();
  spec.dynamic.clear();
  CHECK(failing(judge(spec, strict())) == Words{"bind-now", "relro"});
  auto partial = strict();
  partial.abi.relro = "partial";
  CHECK(failing(judge(spec, partial)) == Words{});
}

TEST_CASE("jump slots outside the protected segment are partial relro")
{
  auto spec = good_program();
  spec.dynamic.emplace_back(3, 0x10); // DT_PLTGOT at the file's start
  CHECK(failing(judge(spec, strict())) == Words{"relro"});
}

TEST_CASE("packed relocations without their marker fail")
{
  auto spec = good_program();
  spec.dynamic.emplace_back(36, 0x1000);
  CHECK(failing(judge(spec, strict())) == Words{"relr"});
  auto newer = strict();
  newer.floor.libc = {2, 36};
  CHECK(failing(judge(spec, newer)) == Words{"relr"});
  spec.bare_versions = {{"libc.so.6", "GLIBC_ABI_DT_RELR"}};
  CHECK(failing(judge(spec, newer)) == Words{});
}

TEST_CASE("a forbidden symbol fails")
{
  auto spec = good_program();
  spec.symbols.push_back({"system", "GLIBC_2.2.5", "libc.so.6"});
  CHECK(failing(judge(spec, strict())) == Words{"forbidden-symbol"});
}

TEST_CASE("exports are exactly those of the recipe besides cgo's own")
{
  auto spec = good_program();
  spec.interpreter = std::nullopt;
  spec.soname = "libx.so";
  spec.symbols.push_back({.name = "Public"});
  spec.symbols.push_back({.name = "_cgo_panic"});
  spec.symbols.push_back({.name = "crosscall2"});
  auto expectations = strict();
  expectations.buildmode = "c-shared";
  expectations.abi.pie = std::nullopt;
  expectations.abi.exports = Words{"Public"};
  CHECK(failing(judge(spec, expectations)) == Words{});
  spec.symbols.push_back({.name = "leaked"});
  expectations.abi.exports = Words{"Public", "Absent"};
  const auto report = judge(spec, expectations);
  CHECK(failing(report) == Words{"exports"});
  CHECK(test::finding(report, "exports").evidence ==
        Words{"more: leaked", "missing: Absent"});
}

TEST_SUITE_END();
