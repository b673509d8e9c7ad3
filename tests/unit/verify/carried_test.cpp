// SPDX-License-Identifier: Apache-2.0
#include "unit/verify/fixture.hpp"
#include "verify/carried.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using verify::Status;
using Words = std::vector<std::string>;

namespace {

/// A file that needs libraries which its policy does not list.
verify::Outcome
file(const std::string& name, const std::string& search_path, const Words& refused)
{
  verify::Report report;
  report.file = name;
  verify::Finding needed;
  needed.check = "needed";
  needed.status = refused.empty() ? Status::pass : Status::fail;
  needed.evidence = refused;
  verify::Finding path;
  path.check = "rpath";
  path.found = search_path;
  report.findings = {needed, path};
  return {name, report};
}

Words still_refused(const verify::Outcome& outcome)
{
  const auto& needed = outcome.report->findings.at(0);
  CHECK((needed.status == Status::fail) == !needed.evidence.empty());
  return needed.evidence;
}

} // namespace

TEST_SUITE_BEGIN("verify.carried");

TEST_CASE("a library where the search path leads in the same archive may be needed")
{
  std::vector<verify::Outcome> files{
      file("/w/a.whl!a/core/x.so", "$ORIGIN/../../a.libs", {"liby.so", "libz.so"}),
      file("/w/a.whl!a.libs/liby.so", "none", {}),
      file("/w/a.whl!other/libz.so", "none", {})};
  accept_carried(files);
  CHECK(still_refused(files[0]) == Words{"libz.so"});
  CHECK(files[0].report->findings.at(0).found == "libz.so");
}

TEST_CASE("a library that was found so inherits the search path")
{
  std::vector<verify::Outcome> files{
      file("d/bin/x", "$ORIGIN/../lib", {"liby.so"}),
      file("d/lib/liby.so", "none", {"libz.so"}), file("d/lib/libz.so", "none", {}),
      file("d/apart/liba.so", "none", {"libb.so"}), file("d/apart/libb.so", "none", {})};
  accept_carried(files);
  CHECK(still_refused(files[0]).empty());
  CHECK(still_refused(files[1]).empty());
  CHECK(still_refused(files[3]) == Words{"libb.so"});
}

TEST_CASE("a library outside of the archive is none that it carries")
{
  std::vector<verify::Outcome> files{
      file("/w/a.whl!x.so", "$ORIGIN/../w:/w", {"liby.so"}),
      file("/w/liby.so", "none", {})};
  accept_carried(files);
  CHECK(still_refused(files[0]) == Words{"liby.so"});
}

TEST_SUITE_END();
