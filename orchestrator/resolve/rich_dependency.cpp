// SPDX-License-Identifier: Apache-2.0
#include "resolve/rich_dependency.hpp"

#include <algorithm>
#include <array>

namespace crossroot::resolve {

namespace {

using Op = RichDependency::Op;

constexpr int k_deepest = 16;
constexpr std::string_view k_blanks = " \t";

template <class Value> struct Word {
  std::string_view text;
  Value value;
};
constexpr std::array<Word<Op>, 6> k_operators = {{
    {"and", Op::both},
    {"or", Op::either},
    {"with", Op::with},
    {"without", Op::without},
    {"if", Op::when},
    {"unless", Op::unless},
}};
constexpr std::array<Word<Relation::Op>, 6> k_signs = {{
    {"<", Relation::Op::less},
    {"<=", Relation::Op::less_equal},
    {"=", Relation::Op::equal},
    {"==", Relation::Op::equal},
    {">=", Relation::Op::greater_equal},
    {">", Relation::Op::greater},
}};

template <class Table> auto find_word(const Table& table, std::string_view text)
{
  const auto* const at = std::find_if(
      table.begin(), table.end(), [&](const auto& word) { return word.text == text; });
  return at == table.end() ? std::nullopt : std::optional(at->value);
}

class Reading {
public:
  explicit Reading(std::string_view text) : rest_(text) {}

  /// "(" and all up to its ")".
  std::optional<RichDependency> expression(int depth)
  {
    if (depth > k_deepest || !take('(')) {
      return std::nullopt;
    }
    auto first = operand(depth);
    if (!first || take(')')) {
      return first;
    }
    const auto word = next_word();
    const auto op = find_word(k_operators, word);
    if (!op) {
      return std::nullopt;
    }
    RichDependency out{.op = *op, .relation = {}, .operands = {}};
    out.operands.push_back(std::move(*first));
    do {
      auto one = operand(depth);
      if (!one) {
        return std::nullopt;
      }
      out.operands.push_back(std::move(*one));
      if (take(')')) {
        return out;
      }
    } while (next_word() == joins(*op, word, out.operands.size()));
    return std::nullopt;
  }

  bool at_end()
  {
    skip_blanks();
    return rest_.empty();
  }

private:
  /// The word that may stand before one operand more; "" for none.
  static std::string_view joins(Op op, std::string_view word, std::size_t operands)
  {
    switch (op) {
    case Op::both:
    case Op::either:
    case Op::with: return word;
    case Op::when:
    case Op::unless: return operands == 2 ? "else" : "";
    case Op::without:
    case Op::leaf: return "";
    }
    return "";
  }

  std::optional<RichDependency> operand(int depth)
  {
    skip_blanks();
    if (rest_.starts_with('(')) {
      return expression(depth + 1);
    }
    RichDependency leaf{
        .op = Op::leaf, .relation = {.name = next_word()}, .operands = {}};
    if (leaf.relation.name.empty()) {
      return std::nullopt;
    }
    const auto before = rest_;
    if (const auto sign = find_word(k_signs, next_word())) {
      leaf.relation.op = *sign;
      leaf.relation.version = next_word();
      return leaf.relation.version.empty() ? std::nullopt : std::optional(leaf);
    }
    rest_ = before;
    return leaf;
  }

  /// Up to a blank or a ")" that the word did not open: "libc.so.6()(64bit)" is a name.
  std::string_view next_word()
  {
    skip_blanks();
    int open = 0;
    std::size_t end = 0;
    for (; end < rest_.size() && k_blanks.find(rest_[end]) == k_blanks.npos; ++end) {
      open += rest_[end] == '(' ? 1 : 0;
      if (rest_[end] == ')' && --open < 0) {
        break;
      }
    }
    const auto word = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return word;
  }

  bool take(char wanted)
  {
    skip_blanks();
    if (!rest_.starts_with(wanted)) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  void skip_blanks()
  {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(k_blanks), rest_.size()));
  }

  std::string_view rest_;
};

void gather(const RichDependency& dependency, std::vector<std::string_view>& names)
{
  if (dependency.op == Op::leaf) {
    names.push_back(dependency.relation.name);
  }
  for (const auto& operand : dependency.operands) {
    gather(operand, names);
  }
}

} // namespace

std::optional<RichDependency> parse_rich(std::string_view text)
{
  Reading reading(text);
  auto out = reading.expression(0);
  return reading.at_end() ? std::move(out) : std::nullopt;
}

std::vector<std::string_view> names_in_rich(std::string_view text)
{
  std::vector<std::string_view> names;
  if (const auto dependency = parse_rich(text)) {
    gather(*dependency, names);
  }
  return names;
}

} // namespace crossroot::resolve
