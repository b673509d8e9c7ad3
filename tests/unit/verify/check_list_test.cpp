// SPDX-License-Identifier: Apache-2.0
#include "recipe/recipe.hpp"
#include "unit/verify/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace crossroot;
using Words = std::vector<std::string>;

TEST_SUITE_BEGIN("verify.check_list");

TEST_CASE("a recipe may waive each check and nothing else")
{
  const auto ids = verify::check_ids();
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  const auto known = waivable_checks();
  std::vector<std::string_view> waivable(known.begin(), known.end());
  std::sort(waivable.begin(), waivable.end());
  CHECK(ids == waivable);
}

TEST_CASE("each check says one thing of each file")
{
  const auto report = test::judge(test::good_program(), test::strict());
  Words found;
  for (const auto& finding : report.findings) {
    found.push_back(finding.check);
  }
  const auto ids = verify::check_ids();
  CHECK(found == Words(ids.begin(), ids.end()));
}

TEST_SUITE_END();
