// SPDX-License-Identifier: Apache-2.0
#include "catalog/system_calls.hpp"

#include <doctest/doctest.h>
#include <sys/syscall.h>

#include <algorithm>

using namespace crossroot;
using namespace crossroot::catalog;

namespace {

constexpr std::uint32_t k_end = 4095;

std::vector<SystemCall> parsed(std::string_view text)
{
  const auto calls = parse_system_calls(text, "x86_64");
  REQUIRE(calls);
  return *calls;
}

bool absent(const std::vector<CallRange>& ranges, std::uint32_t number)
{
  return std::any_of(ranges.begin(), ranges.end(), [&](const CallRange& range) {
    return range.first <= number && number <= range.last;
  });
}

} // namespace

TEST_SUITE_BEGIN("catalog.system_calls");

TEST_CASE("a kernel lacks what is younger and what no kernel has yet")
{
  const auto calls = parsed("# comment\n"
                            "old x86_64=1@2.6 i686=9@2.6\n"
                            "young x86_64=2@3.17\n"
                            "younger x86_64=4@4.11\n"
                            "late x86_64=6@3.2\n"
                            "newest x86_64=7@5.1\n");
  CHECK(calls_after({3, 10}, calls) ==
        std::vector<CallRange>{{.first = 2, .last = 4}, {.first = 7, .last = k_end}});
  CHECK(calls_after({3, 17}, calls) ==
        std::vector<CallRange>{{.first = 4, .last = 4}, {.first = 7, .last = k_end}});
  CHECK(calls_after({6, 0}, calls) ==
        std::vector<CallRange>{{.first = 8, .last = k_end}});
}

TEST_CASE("a line of the table that is none is refused")
{
  for (const auto* const text :
       {"name x86_64", "name x86_64=1", "name x86_64=x@3.1", "name x86_64=1@",
        "name x86_64=99999@3.1", "name 1@x86_64=3"}) {
    CAPTURE(text);
    CHECK(!parse_system_calls(text, "x86_64"));
  }
}

TEST_CASE("getrandom came with Linux 3.17 and statx with 4.11 on every CPU of the table")
{
  for (const auto* const cpu : {"x86_64", "i686", "aarch64", "arm"}) {
    CAPTURE(cpu);
    const auto calls = system_calls(cpu);
    CHECK(calls.size() > 300);
    for (const auto& [name, since] :
         {std::pair{"getrandom", Version{3, 17}}, std::pair{"statx", Version{4, 11}}}) {
      const auto found = std::find_if(calls.begin(), calls.end(), [&](const auto& call) {
        return call.name == name;
      });
      REQUIRE(found != calls.end());
      CHECK(found->since == since);
      CHECK(absent(calls_after({3, 10}, calls), found->number));
      CHECK(!absent(calls_after({4, 11}, calls), found->number));
    }
  }
  CHECK(system_calls("s390x").empty());
}

TEST_CASE("the numbers of this host are those of its headers")
{
#if defined(__x86_64__)
  const auto calls = system_calls("x86_64");
#else
  const auto calls = system_calls("aarch64");
#endif
  const auto number_of = [&](std::string_view name) {
    const auto found = std::find_if(calls.begin(), calls.end(),
                                    [&](const auto& call) { return call.name == name; });
    REQUIRE(found != calls.end());
    return found->number;
  };
  CHECK(number_of("openat") == SYS_openat);
  CHECK(number_of("pread64") == SYS_pread64);
  CHECK(number_of("execveat") == SYS_execveat);
  CHECK(number_of("close_range") == SYS_close_range);
}
