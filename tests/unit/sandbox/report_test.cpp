// SPDX-License-Identifier: Apache-2.0
#include "inner/wire.hpp"
#include "sandbox/bwrap_report.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using sandbox::InnerReport;
using sandbox::parse_report;

TEST_SUITE_BEGIN("sandbox.report");

TEST_CASE("each ending is read with its number")
{
  CHECK(parse_report("ready\nexited 3\n").ending == InnerReport::Ending::exited);
  CHECK(parse_report("ready\nexited 3\n").code == 3);
  CHECK(parse_report("ready\nsignalled 11\n").ending == InnerReport::Ending::signalled);
  CHECK(parse_report("ready\ntimed-out\n").ending == InnerReport::Ending::timed_out);
  CHECK(parse_report("ready\nstopped\n").ending == InnerReport::Ending::stopped);
}

TEST_CASE("a report that is cut short tells how far it went")
{
  CHECK_FALSE(parse_report("").ready);
  const auto started = parse_report("ready\n");
  CHECK(started.ready);
  CHECK(started.ending == InnerReport::Ending::none);
}

TEST_CASE("a failure names step and error and nonsense is passed over")
{
  const auto report = parse_report("\nfailed exec 2\nfailed\nexited\nwhat\n");
  REQUIRE(report.failure);
  CHECK(report.failure->step == "exec");
  CHECK(report.failure->error_number == 2);
  CHECK_FALSE(report.ready);
  CHECK(report.ending == InnerReport::Ending::none);
}

TEST_CASE("a specification survives the wire")
{
  inner::InnerSpec spec;
  spec.argv = {"/bin/x", "", std::string("\0\n\xff", 3)};
  spec.env = {"A=1", "B="};
  spec.cwd = "/src";
  spec.wall_limit_ms = 3'600'000;
  spec.memory_limit_bytes = std::uint64_t{1} << 40;
  spec.relay = true;
  spec.absent = {{.architecture = 0xC000003E, .ranges = {{318, 318}, {424, 4095}}},
                 {.architecture = 0x40000003, .ranges = {}}};
  const auto decoded = inner::decode(encode(spec));
  REQUIRE(decoded);
  CHECK(decoded->argv == spec.argv);
  CHECK(decoded->env == spec.env);
  CHECK(decoded->cwd == spec.cwd);
  CHECK(decoded->wall_limit_ms == spec.wall_limit_ms);
  CHECK(decoded->memory_limit_bytes == spec.memory_limit_bytes);
  CHECK(decoded->relay);
  CHECK_FALSE(decoded->interactive);
  CHECK(decoded->absent == spec.absent);
}

TEST_CASE("a specification that is cut anywhere is refused or ends between two pairs")
{
  inner::InnerSpec spec;
  spec.argv = {"/bin/x"};
  const auto bytes = encode(spec);
  std::size_t accepted = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    accepted += inner::decode(std::string_view(bytes).substr(0, size)) ? 1 : 0;
  }
  CHECK(accepted == 7); // after each of eight pairs but the last
  CHECK_FALSE(inner::decode(""));
  CHECK_FALSE(inner::decode(std::string(8, '\xff')));
}
