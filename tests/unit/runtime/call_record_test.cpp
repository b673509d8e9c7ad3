// SPDX-License-Identifier: Apache-2.0
#include "runtime/call_record.hpp"
#include "runtime/older_kernel.hpp"

#include <doctest/doctest.h>
#include <sys/syscall.h>

using namespace crossroot;
using namespace crossroot::runtime;

namespace {

CallRecord record_of(std::vector<std::uint32_t> numbers)
{
  REQUIRE(!host_modes().empty());
  sandbox::SandboxOutcome outcome;
  for (const auto number : numbers) {
    outcome.calls.emplace_back(host_modes().front().architecture, number);
  }
  return name_calls(outcome);
}

} // namespace

TEST_SUITE_BEGIN("runtime.call_record");

TEST_CASE("recorded numbers get their names and the youngest of them dates the kernel")
{
  const auto record = record_of({SYS_read, SYS_getrandom, SYS_openat});
  CHECK(record.calls.size() == 3);
  CHECK(record.unknown.empty());
  REQUIRE(record.newest() != nullptr);
  CHECK(record.newest()->name == "getrandom");
  CHECK(record.newest()->since == Version{3, 17});
  const auto profile = record.to_oci_profile();
  CHECK(profile.text("defaultAction") == "SCMP_ACT_ERRNO");
  CHECK(profile["syscalls"].array()->front()["names"] ==
        Json(Json::Array{"getrandom", "openat", "read"}));
}

TEST_CASE("a number without a name is told apart")
{
  const auto record = record_of({SYS_read, 4000});
  CHECK(record.calls.size() == 1);
  CHECK(record.unknown == std::vector<std::uint32_t>{4000});
}

TEST_CASE("a run that called nothing needs no kernel")
{
  CHECK(record_of({}).newest() == nullptr);
}

TEST_CASE("this host cannot stand for a younger kernel and loses calls for an older one")
{
  CHECK(!calls_absent_on({999, 1}));
  const auto absent = calls_absent_on({3, 10});
  REQUIRE(absent);
  CHECK(absent->size() == host_modes().size());
  CHECK(absent->front().ranges.front().first > 0);
}
