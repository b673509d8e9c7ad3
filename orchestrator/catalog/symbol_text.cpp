// SPDX-License-Identifier: Apache-2.0
// The table is text, made by sysroots/tables/make-symbols.py from real libraries: groups
// of names under a line "= LIBRARY NODE [since=RELEASE] [gone=RELEASE] TRIPLET…". One
// group serves all CPUs that agree, which keeps seven CPUs in 300 KB; a program asks
// about one CPU, so only its groups are taken apart.
#include "base/text.hpp"
#include "catalog/symbols.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace crossroot::catalog {

namespace {

struct Group {
  SymbolRow row;
  bool wanted = false;
};

Result<Group> parse_group(std::string_view line, std::string_view triplet)
{
  const auto words = split_words(line);
  if (words.size() < 4) {
    return Error(ErrorKind::definition, "catalog",
                 fmt::format("symbol table: a group line of {} words", words.size()));
  }
  Group group;
  group.row.library = words[1];
  group.row.node = words[2];
  for (std::size_t i = 3; i < words.size(); ++i) {
    const auto equal = words[i].find('=');
    if (equal == std::string_view::npos) {
      group.wanted = group.wanted || words[i] == triplet;
      continue;
    }
    CROSSROOT_TRY(auto version, Version::parse(words[i].substr(equal + 1)));
    const auto key = words[i].substr(0, equal);
    if (key != "since" && key != "gone") {
      return Error(ErrorKind::definition, "catalog",
                   fmt::format("symbol table: unknown attribute {}", key));
    }
    (key == "since" ? group.row.since : group.row.gone) = std::move(version);
  }
  return group;
}

} // namespace

Result<SymbolRows> parse_symbol_rows(std::string_view text, const Triplet& triplet)
{
  SymbolRows rows;
  Group group;
  for (const auto line : split_lines(text)) {
    if (line.starts_with("#")) {
      continue;
    }
    if (line.starts_with("=")) {
      CROSSROOT_TRY(group, parse_group(line, triplet.facts().name));
      continue;
    }
    if (!group.wanted) {
      continue;
    }
    for (const auto symbol : split_words(line)) {
      rows.push_back(group.row);
      rows.back().symbol = symbol;
    }
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tie(a.symbol, a.library, a.node) < std::tie(b.symbol, b.library, b.node);
  });
  return rows;
}

} // namespace crossroot::catalog
