// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossroot::verify {

/// What one check means, for people: pages/ID.md, embedded. `crossroot help check ID`,
/// `verify --explain ID` and the rules of a SARIF log all take their words from here.
///
/// A page is "# ID: summary" and the four sections of page_sections() under "## "; text
/// indented by four blanks stands as it is, all else is paragraphs.
struct CheckPage {
  std::string_view id;
  std::string_view summary;  ///< one line without a full stop
  std::string_view markdown; ///< the whole page

  /// The lines below a heading, without blank lines around; "" if there is no such.
  std::string_view section(std::string_view heading) const;
  /// For a terminal of 80 columns: headings at the margin, what stands below indented.
  std::string text() const;
};

/// The headings that every page has, in this order.
const std::vector<std::string_view>& page_sections();

/// All pages, sorted by id: one for every id that a finding may carry.
const std::vector<CheckPage>& check_pages();
/// Null if there is no such check.
const CheckPage* find_check_page(std::string_view id);

} // namespace crossroot::verify
