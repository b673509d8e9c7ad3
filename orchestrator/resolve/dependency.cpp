// SPDX-License-Identifier: Apache-2.0
#include "resolve/dependency.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
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

/// "glibc\t>=\t2.17-1": as rpm_primary writes them.
std::optional<Relation> read_rpm_relation(std::string_view line)
{
  static constexpr std::array<Spelling, 5> k_signs = {{
      {"<", Relation::Op::less},
      {"<=", Relation::Op::less_equal},
      {"=", Relation::Op::equal},
      {">=", Relation::Op::greater_equal},
      {">", Relation::Op::greater},
  }};
  const auto fields = split(line, '\t');
  Relation relation{.name = fields[0]};
  if (fields.size() == 1 && !relation.name.empty()) {
    return relation;
  }
  const auto* const sign =
      std::find_if(k_signs.begin(), k_signs.end(), [&](const Spelling& spelling) {
        return fields.size() == 3 && spelling.text == fields[1];
      });
  if (sign == k_signs.end() || relation.name.empty() || fields[2].empty()) {
    return std::nullopt;
  }
  relation.op = sign->op;
  relation.version = fields[2];
  return relation;
}

/// "foo>=1.2", with the sign anywhere in the word; "foo@tag" is foo of another archive.
std::optional<Relation> read_apk_relation(std::string_view word)
{
  const auto sign = word.find_first_of("<>=~");
  const auto own = word.substr(0, sign);
  Relation relation{.name = own.substr(0, own.find('@'))};
  if (sign == std::string_view::npos) {
    return relation.name.empty() ? std::nullopt : std::optional(relation);
  }
  const auto end = std::min(word.find_first_not_of("<>=~", sign), word.size());
  const auto text = word.substr(sign, end - sign);
  relation.version = word.substr(end);
  relation.op = text == "="                                ? Relation::Op::equal
                : text == "<"                              ? Relation::Op::less
                : text == "<=" || text == "=<"             ? Relation::Op::less_equal
                : text == ">"                              ? Relation::Op::greater
                : text == ">=" || text == "=>"             ? Relation::Op::greater_equal
                : text.find('~') != std::string_view::npos ? Relation::Op::like
                                                           : Relation::Op::none;
  if (relation.name.empty() || relation.version.empty() ||
      relation.op == Relation::Op::none) {
    return std::nullopt;
  }
  return relation;
}

Result<std::vector<Clause>> parse_apk_dependency(std::string_view field)
{
  std::vector<Clause> clauses;
  for (const auto word : split_words(field)) {
    const auto relation = read_apk_relation(word);
    if (!relation) {
      return Error(
          ErrorKind::digest_mismatch, "index",
          fmt::format("the package index is malformed: \"{}\" is no dependency", word));
    }
    clauses.push_back({*relation});
  }
  return clauses;
}

Result<std::vector<Clause>> parse_rpm_dependency(std::string_view field)
{
  std::vector<Clause> clauses;
  for (const auto line : split_lines(field)) {
    const auto relation = read_rpm_relation(line);
    if (!relation) {
      return Error(
          ErrorKind::digest_mismatch, "index",
          fmt::format("the package index is malformed: \"{}\" is no dependency", line));
    }
    clauses.push_back({*relation});
  }
  return clauses;
}

} // namespace

bool is_rich(const Relation& relation)
{
  return relation.name.starts_with('(');
}

std::string Relation::render() const
{
  static constexpr std::array<std::string_view, 7> k_signs = {"",   "<<", "<=", "=",
                                                              ">=", ">>", "~"};
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

Result<std::vector<Clause>> parse_dependency(Dialect dialect, std::string_view field)
{
  return dialect == Dialect::rpm   ? parse_rpm_dependency(field)
         : dialect == Dialect::apk ? parse_apk_dependency(field)
                                   : parse_dependency(field);
}

} // namespace crossroot::resolve
