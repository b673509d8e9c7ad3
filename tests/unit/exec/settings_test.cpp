// SPDX-License-Identifier: Apache-2.0
#include "catalog/embedded_tables.hpp"
#include "exec/settings.hpp"
#include "plan/settle.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

TEST_SUITE_BEGIN("exec.settings");

TEST_CASE("findings are keyed by the tables that they were judged by")
{
  const auto definitions = Definitions::load({}).value();
  const auto recipe =
      parse_recipe("[go]\nsdk = \"1.25.5\"\n"
                   "[target.linux-amd64]\ntriplet = \"x86_64-linux-gnu\"\n"
                   "floor = { glibc = \"2.17\" }\n",
                   "/p/crossroot.toml")
          .value();
  const auto settled = settle(recipe, definitions).value();
  const auto settings = exec::plan_settings(settled, definitions, {}, {2026, 1, 1})
                            .value()
                            .at("linux-amd64");
  CHECK(settings.at(ActionKind::verify).at("tables") ==
        catalog::tables_digest().render());
  CHECK_FALSE(settings.at(ActionKind::go_build).contains("tables"));
}

TEST_SUITE_END();
