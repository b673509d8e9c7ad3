// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/help.hpp"
#include "cli/printer.hpp"
#include "verify/check_pages.hpp"

namespace crossroot::cli {

std::string render_check_list()
{
  std::vector<std::vector<std::string>> rows;
  for (const auto& page : verify::check_pages()) {
    rows.push_back({"  " + std::string(page.id), std::string(page.summary)});
  }
  return render_table(rows);
}

Result<std::string> render_check_help(std::string_view id)
{
  if (const auto* const page = verify::find_check_page(id)) {
    return page->text();
  }
  std::vector<std::string> ids;
  for (const auto& page : verify::check_pages()) {
    ids.emplace_back(page.id);
  }
  auto error =
      Error(ErrorKind::usage, "usage", "there is no check \"" + std::string(id) + "\"");
  if (const auto meant = nearest(id, ids)) {
    return std::move(error).hint("crossroot help check " + *meant);
  }
  return std::move(error).hint("crossroot help check");
}

} // namespace crossroot::cli
