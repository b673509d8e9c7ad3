// SPDX-License-Identifier: Apache-2.0
#include "cli/verdict_page.hpp"

#include "verify/report_html.hpp"

namespace crossroot::cli {

std::string render_verdict_page(std::span<const verify::Report> reports,
                                const TomlDate& as_of)
{
  verify::RunsOn reach{.as_of = as_of, .systems = catalog::distributions()};
  for (const auto& report : reports) {
    auto demand = verify::read_demand(report.file, report.file);
    if (!demand) {
      demand = verify::FileDemand{.file = report.file,
                                  .problem = "no verdicts: " + demand.error().message()};
    }
    verify::add_file(reach, *std::move(demand));
  }
  return verify::render_page(
      {.title = "crossroot verify", .reach = reach, .reports = reports});
}

} // namespace crossroot::cli
