// SPDX-License-Identifier: Apache-2.0
#include "catalog/symbols.hpp"

#include "catalog/embedded_tables.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <span>
#include <stdexcept>
#include <utility>

namespace crossroot::catalog {

namespace {

std::span<const SymbolRow> rows_of(const SymbolRows& rows, std::string_view symbol)
{
  const auto range =
      std::equal_range(rows.begin(), rows.end(), SymbolRow{symbol, {}, {}, {}, {}},
                       [](const auto& a, const auto& b) { return a.symbol < b.symbol; });
  return {range.first, range.second};
}

/// GLIBC_2.17 → 2.17; nothing for CXXABI_TM_1 and other words.
std::optional<Version> number_of(std::string_view node)
{
  auto version = Version::parse(node.substr(node.find('_') + 1));
  return version ? std::optional(*std::move(version)) : std::nullopt;
}

std::string_view table_of(Runtime runtime)
{
  switch (runtime) {
  case Runtime::glibc: return "symbols/glibc.txt";
  case Runtime::gcc: return "symbols/gcc.txt";
  case Runtime::musl: break;
  }
  return "symbols/musl.txt";
}

bool exists_in(const SymbolRow& row, const Version& release)
{
  const auto node = number_of(row.node);
  return node && *node <= release && row.since <= release &&
         (row.gone.empty() || release < row.gone);
}

} // namespace

const SymbolRows& symbol_rows(Runtime runtime, const Triplet& triplet)
{
  static std::mutex mutex;
  static std::map<std::pair<Runtime, Triplet>, SymbolRows> parsed;
  const std::lock_guard lock(mutex);
  const auto key = std::pair(runtime, triplet);
  auto found = parsed.find(key);
  if (found == parsed.end()) {
    auto rows = parse_symbol_rows(embedded_tables().at(table_of(runtime)), triplet);
    if (!rows) {
      throw std::logic_error(rows.error().render()); // a test reads it: cannot ship so
    }
    found = parsed.emplace(key, *std::move(rows)).first;
  }
  return found->second;
}

std::optional<Introduction>
introduction_of(Runtime runtime, const Triplet& triplet, std::string_view symbol)
{
  std::optional<Introduction> first;
  bool moved_there = false;
  for (const auto& row : rows_of(symbol_rows(runtime, triplet), symbol)) {
    const auto number = number_of(row.node);
    // At one node, the library that it came to later is not where it began; and of two
    // that had it from the start, as libc and the loader have malloc, programs ask libc.
    const bool asked = row.since.empty() && row.library == "libc.so.6";
    if (number && (!first || *number < first->release ||
                   (*number == first->release && (moved_there || asked)))) {
      first = Introduction{*number, std::string(row.library), std::string(row.node)};
      moved_there = !row.since.empty();
    }
  }
  return first;
}

Presence node_known(Runtime runtime,
                    const Triplet& triplet,
                    std::string_view library,
                    std::string_view node)
{
  auto answer = Presence::not_covered;
  for (const auto& row : symbol_rows(runtime, triplet)) {
    if (row.library == library && row.node == node) {
      return Presence::present;
    }
    answer = row.library == library ? Presence::absent : answer;
  }
  return answer;
}

Presence presence_in_glibc(const Triplet& triplet,
                           const Version& release,
                           std::string_view symbol,
                           std::string_view node,
                           std::string_view library)
{
  const auto& rows = symbol_rows(Runtime::glibc, triplet);
  const bool covered = std::any_of(
      rows.begin(), rows.end(), [&](const auto& row) { return row.library == library; });
  if (!covered) {
    return Presence::not_covered;
  }
  for (const auto& row : rows_of(rows, symbol)) {
    if (row.library == library && row.node == node && exists_in(row, release)) {
      return Presence::present;
    }
  }
  return Presence::absent;
}

SymbolRows defaults_in_glibc(const Triplet& triplet, const Version& release)
{
  SymbolRows defaults;
  for (const auto& row : symbol_rows(Runtime::glibc, triplet)) {
    if (!exists_in(row, release)) {
      continue;
    }
    if (!defaults.empty() && defaults.back().symbol == row.symbol &&
        defaults.back().library == row.library) {
      if (*number_of(defaults.back().node) < *number_of(row.node)) {
        defaults.back() = row;
      }
      continue;
    }
    defaults.push_back(row);
  }
  return defaults;
}

} // namespace crossroot::catalog
