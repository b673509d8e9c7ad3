// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "catalog/distributions.hpp"
#include "catalog/symbols.hpp"
#include "cli/help.hpp"
#include "cli/printer.hpp"
#include "sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot::cli {

namespace {

/// "; newer version GLIBC_2.14": what a program that is linked today may ask for instead.
std::string
newer_versions(const Triplet& triplet, std::string_view symbol, const Version& first)
{
  std::set<Version> newer;
  for (const auto& row : catalog::symbol_rows(catalog::Runtime::glibc, triplet)) {
    const auto version = Version::parse(row.node.substr(row.node.find('_') + 1));
    if (row.symbol == symbol && version && first < *version) {
      newer.insert(*version);
    }
  }
  std::vector<std::string> names;
  for (const auto& version : newer) {
    names.push_back("GLIBC_" + version.render());
  }
  return names.empty() ? "" : "; newer version " + join(names, ", ");
}

/// "glibc 2.39 (GLIBC_2.39, libc.so.6)" on one CPU; "" if no library there has it.
std::string introduction_words(const Triplet& triplet, std::string_view symbol)
{
  for (const auto runtime : {catalog::Runtime::glibc, catalog::Runtime::gcc}) {
    if (const auto first = catalog::introduction_of(runtime, triplet, symbol)) {
      return runtime == catalog::Runtime::glibc
                 ? fmt::format("glibc {} ({}, {}){}", first->release.render(),
                               first->node, first->library,
                               newer_versions(triplet, symbol, first->release))
                 : fmt::format("{} ({})", first->node, first->library);
    }
  }
  return {};
}

/// Whether the oldest floor of that CPU can have it all the same.
bool replaced_at_baseline(const Triplet& triplet, std::string_view symbol)
{
  Floor floor;
  floor.libc = triplet.baseline();
  const auto sources = sysroot::compat_sources(triplet, floor);
  return sources &&
         std::any_of(sources->begin(), sources->end(),
                     [&](const auto& source) { return source.name == symbol; });
}

} // namespace

Result<std::string> render_symbol_help(std::string_view symbol)
{
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> not_covered;
  std::string reach;
  bool replaced = false;
  for (const auto& facts : Triplet::all()) {
    const auto triplet = Triplet::parse(facts.name);
    if (!triplet || facts.libc != Libc::glibc) {
      continue;
    }
    if (catalog::symbol_rows(catalog::Runtime::glibc, *triplet).empty()) {
      not_covered.emplace_back(facts.name);
      continue;
    }
    const auto words = introduction_words(*triplet, symbol);
    if (words.empty()) {
      continue;
    }
    rows.push_back({"  " + std::string(facts.name), words});
    replaced = replaced || replaced_at_baseline(*triplet, symbol);
    const auto first =
        catalog::introduction_of(catalog::Runtime::glibc, *triplet, symbol);
    if (first && reach.empty()) {
      catalog::Requirement requirement;
      requirement.libc_version = first->release;
      reach = join(catalog::reach_of(requirement).loads_on, ", ");
    }
  }
  if (rows.empty()) {
    return Error(ErrorKind::usage, "symbol",
                 fmt::format("no library of glibc or gcc has a symbol \"{}\"", symbol))
        .hint("crossroot help floor");
  }
  std::string text = fmt::format("{} first came with\n\n", symbol) + render_table(rows);
  text += replaced ? "\nA floor below that is met by crossroot's own replacement, linked "
                     "into the\nprogram where it is asked for.\n"
                   : "\ncrossroot has no replacement for a floor below that.\n";
  if (!reach.empty()) {
    text += "\nA program that asks for it loads on\n  " + reach + "\n";
  }
  return text + (not_covered.empty()
                     ? ""
                     : "\nNot known for " + join(not_covered, ", ") + ".\n");
}

} // namespace crossroot::cli
