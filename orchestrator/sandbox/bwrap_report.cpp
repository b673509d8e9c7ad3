// SPDX-License-Identifier: Apache-2.0
#include "sandbox/bwrap_report.hpp"

#include "base/text.hpp"
#include "inner/wire.hpp"

#include <algorithm>

namespace crossroot::sandbox {
namespace {

int small_number(std::string_view text)
{
  return static_cast<int>(std::min<std::uint64_t>(parse_number(text).value_or(0), 4096));
}

} // namespace

InnerReport parse_report(std::string_view text)
{
  using Ending = InnerReport::Ending;
  InnerReport report;
  for (const auto line : split_lines(text)) {
    const auto words = split_words(line);
    if (words.empty()) {
      continue;
    }
    const auto first = words[0];
    if (first == inner::k_report_ready) {
      report.ready = true;
    } else if (first == inner::k_report_timed_out) {
      report.ending = Ending::timed_out;
    } else if (first == inner::k_report_stopped) {
      report.ending = Ending::stopped;
    } else if (first == inner::k_report_called && words.size() == 3) {
      report.calls.emplace_back(parse_number(words[1]).value_or(0),
                                parse_number(words[2]).value_or(0));
    } else if (first == inner::k_report_exited && words.size() == 2) {
      report.ending = Ending::exited;
      report.code = small_number(words[1]);
    } else if (first == inner::k_report_signalled && words.size() == 2) {
      report.ending = Ending::signalled;
      report.code = small_number(words[1]);
    } else if (first == inner::k_report_failed && words.size() == 3) {
      report.failure = {std::string(words[1]), small_number(words[2])};
    }
  }
  return report;
}

} // namespace crossroot::sandbox
