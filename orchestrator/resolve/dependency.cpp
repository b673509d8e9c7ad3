// SPDX-License-Identifier: Apache-2.0
#include "resolve/dependency.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace crossroot::resolve {

namespace {

struct Spelling {
  std::string_view text;
  Relation::Op op;
};

// Two signs before one, so that "<=" is not read as "<". A lone "<" or ">" once meant
// "or equal" to dpkg; it still stands in old packages.
constexpr std::array<Spelling, 7> k_spellings = {{
    {"<<", Relation::Op::less},
    {"<=", Relation::Op::less_equal},
    {">=", Relation::Op::greater_equal},
    {">>", Relation::Op::greater},
    {"=", Relation::Op::equal},
    {"<", Relation::Op::less_equal},
    {">", Relation::Op::greater_equal},
}};

bool read_constraint(std::string_view text, Relation& relation)
{
  for (const auto& spelling : k_spellings) {
    if (text.starts_with(spelling.text)) {
      relation.op = spelling.op;
      relation.version = trim(text.substr(spelling.text.size()));
      return !relation.version.empty() && split_words(relation.version).size() == 1;
    }
  }
  return false;
}

std::optional<Relation> read_relation(std::string_view text)
{
  Relation relation;
  const auto open = text.find('(');
  auto name = trim(text.substr(0, open));
  if (open != std::string_view::npos) {
    const auto close = text.find(')', open);
    if (close == std::string_view::npos || !trim(text.substr(close + 1)).empty() ||
        !read_constraint(trim(text.substr(open + 1, close - open - 1)), relation)) {
      return std::nullopt;
    }
  }
  if (const auto colon = name.find(':'); colon != std::string_view::npos) {
    relation.qualifier = name.substr(colon + 1);
    name = name.substr(0, colon);
  }
  if (name.empty() || split_words(name).size() != 1) {
    return std::nullopt;
  }
  relation.name = name;
  return relation;
}

} // namespace

std::string Relation::render() const
{
  static constexpr std::array<std::string_view, 6> k_signs = {
      "", "<<", "<=", "=", ">=", ">>"};
  std::string out(name);
  if (op != Op::none) {
    out += fmt::format(" ({} {})", k_signs[static_cast<std::size_t>(op)], version);
  }
  return out;
}

Result<std::vector<Clause>> parse_dependency(std::string_view field)
{
  std::vector<Clause> clauses;
  for (const auto piece : split(field, ',')) {
    if (trim(piece).empty()) {
      continue; // a trailing comma is usual
    }
    Clause clause;
    for (const auto alternative : split(piece, '|')) {
      const auto relation = read_relation(alternative);
      if (!relation) {
        return Error(
            ErrorKind::digest_mismatch, "index",
            fmt::format("the package index is malformed: \"{}\" is no dependency",
                        trim(alternative)));
      }
      clause.push_back(*relation);
    }
    clauses.push_back(std::move(clause));
  }
  return clauses;
}

} // namespace crossroot::resolve
