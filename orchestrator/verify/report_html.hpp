// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verify/runs_on.hpp"
#include "verify/verify.hpp"

#include <span>
#include <string>
#include <string_view>

namespace crossroot::verify {

/// What stands on the page.
struct PageContent {
  std::string title; ///< "crossroot runs-on"
  const RunsOn& reach;
  /// Findings, shown with the file of the same name; none for `runs-on`.
  std::span<const Report> reports = {};
  std::span<const Unread> unread = {};
};

/// One self-contained page: distributions × files as a heat map with the reason in each
/// cell's title, the same in tables below, what bars older systems, findings. No script,
/// no resource from elsewhere; a policy in the page forbids both. Light and dark by the
/// reader's setting. A function of its content: the same bytes for the same answers.
std::string render_page(const PageContent& content);

/// Text from outside as HTML text or attribute value: markup escaped; control bytes, what
/// is no UTF-8 and marks that turn the direction of writing made visible.
std::string html_text(std::string_view text);

} // namespace crossroot::verify
