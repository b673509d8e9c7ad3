// SPDX-License-Identifier: Apache-2.0
// Policies only ever ask for more. If a nearer one could take back what a farther one
// asks, a line in a recipe could switch off "hardened" and still carry its name; so of
// two values the stricter holds, and the way out is a waiver, which has a reason and an
// end. Merging in any order gives the same, but for `exports`: "exactly these" has no
// stricter one, and the nearest list holds.
#include "recipe/policy_files.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace crossroot {
namespace {

using Names = std::vector<std::string>;

void unite(Names& into, const Names& more)
{
  into.insert(into.end(), more.begin(), more.end());
  std::sort(into.begin(), into.end());
  into.erase(std::unique(into.begin(), into.end()), into.end());
}

void unite(NamesByLibrary& into, const NamesByLibrary& more)
{
  for (const auto& [library, names] : more) {
    unite(into[library], names);
  }
}

void demand(std::optional<bool>& into, const std::optional<bool>& more)
{
  if (more) {
    into = into.value_or(false) || *more;
  }
}

std::size_t strictness(const std::string& relro)
{
  static constexpr std::array<std::string_view, 4> k_words{"", "none", "partial", "full"};
  return static_cast<std::size_t>(std::find(k_words.begin(), k_words.end(), relro) -
                                  k_words.begin());
}

void intersect(std::optional<Names>& into, const std::optional<Names>& more)
{
  if (!more) {
    return;
  }
  if (!into) {
    into = more;
    return;
  }
  std::erase_if(*into, [&](const auto& name) {
    return std::find(more->begin(), more->end(), name) == more->end();
  });
}

} // namespace

void tighten(AbiPolicy& into, const AbiPolicy& more)
{
  into.needed_rules.insert(into.needed_rules.end(), more.needed_rules.begin(),
                           more.needed_rules.end());
  demand(into.pie, more.pie);
  demand(into.build_id, more.build_id);
  demand(into.bind_now, more.bind_now);
  demand(into.is_static, more.is_static);
  if (strictness(more.relro) > strictness(into.relro)) {
    into.relro = more.relro;
  }
  intersect(into.interpreters, more.interpreters);
  if (!more.forbid_symbols.empty()) { // else a recipe's own order stays
    unite(into.forbid_symbols, more.forbid_symbols);
  }
  unite(into.forbid_from, more.forbid_from);
  unite(into.forbid_versions, more.forbid_versions);
  if (!into.exports) {
    into.exports = more.exports;
  }
  into.waive.insert(into.waive.end(), more.waive.begin(), more.waive.end());
  into.ceilings.insert(into.ceilings.end(), more.ceilings.begin(), more.ceilings.end());
}

} // namespace crossroot
