// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot::verify {

namespace {

/// What cgo's runtime exports from every c-shared library beside the //export names.
bool belongs_to_cgo(std::string_view name)
{
  static constexpr std::array<std::string_view, 6> k_names{
      "crosscall2",  "crosscall1",     "fatalf",
      "threadentry", "set_crosscall2", "x_crosscall2_ptr"};
  return name.starts_with("_cgo_") || name.starts_with("_cgoexp_") ||
         name.starts_with("x_cgo_") || name.starts_with("__cgo_") ||
         std::find(k_names.begin(), k_names.end(), name) != k_names.end();
}

} // namespace

Finding check_exports(Subject& subject)
{
  const auto& wanted = subject.expectations.abi.exports;
  if (!wanted) {
    return skip("exports", "the policy does not ask");
  }
  std::set<std::string> extra;
  const std::set<std::string> allowed(wanted->begin(), wanted->end());
  std::set<std::string> missing = allowed;
  for (const auto& symbol : subject.file.symbols) {
    if (!symbol.defined() || symbol.binding == elf::Binding::local ||
        !symbol.version_file.empty() || symbol.name == symbol.version) {
      continue;
    }
    missing.erase(symbol.name);
    if (!allowed.contains(symbol.name) && !belongs_to_cgo(symbol.name)) {
      extra.insert(symbol.name);
    }
  }
  const auto expected = "exactly " + counted(allowed.size(), "name");
  if (extra.empty() && missing.empty()) {
    return pass("exports", expected, "these");
  }
  auto finding = fail("exports", expected,
                      fmt::format("{} more, {} missing", extra.size(), missing.size()));
  for (const auto& name : extra) {
    finding.evidence.push_back("more: " + name);
  }
  for (const auto& name : missing) {
    finding.evidence.push_back("missing: " + name);
  }
  finding.remedy = extra.empty()
                       ? "//export in the Go source, or exports = […] in [abi]"
                       : "ldflags = [\"-Wl,--version-script=/src/exports.map\"] "
                         "in [cc], or exports = […] in [abi]";
  return finding;
}

namespace {

bool has(const std::vector<std::string>& names, const std::string& name)
{
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Forbidden of one library: asked of it by version, or without one by a file that needs
/// it, where the loader may take the symbol from there.
bool forbidden_from_library(const Subject& subject, const elf::Symbol& symbol)
{
  const auto& by_library = subject.expectations.abi.forbid_from;
  return std::any_of(by_library.begin(), by_library.end(), [&](const auto& entry) {
    const auto& [library, names] = entry;
    const bool asked = symbol.version_file.empty() ? has(subject.file.needed, library)
                                                   : symbol.version_file == library;
    return asked && has(names, symbol.name);
  });
}

bool forbidden_version(const Expectations& expectations,
                       const std::string& library,
                       const std::string& node)
{
  const auto words = expectations.abi.forbid_versions.find(library);
  if (words != expectations.abi.forbid_versions.end() && has(words->second, node)) {
    return true;
  }
  const auto newest = expectations.newest_nodes.find(library);
  if (newest == expectations.newest_nodes.end()) {
    return false;
  }
  const auto number = elf::version_number(node, newest->second.prefix);
  return number && *number > newest->second.version;
}

} // namespace

Finding check_forbidden_symbol(Subject& subject)
{
  const auto& abi = subject.expectations.abi;
  const auto& forbidden = abi.forbid_symbols;
  const bool by_library = !abi.forbid_from.empty() || !abi.forbid_versions.empty() ||
                          !subject.expectations.newest_nodes.empty();
  if (forbidden.empty() && !by_library) {
    return skip("forbidden-symbol", "the policy names none");
  }
  std::set<std::string> used;
  for (const auto& symbol : subject.file.symbols) {
    if (!symbol.defined() && (has(forbidden, symbol.name) ||
                              (by_library && forbidden_from_library(subject, symbol)))) {
      used.insert(symbol.name);
    }
  }
  auto versions = symbols_asking(
      subject.file, [&](const elf::VersionNeed& need, const elf::NeededVersion& version) {
        return !version.weak() &&
               forbidden_version(subject.expectations, need.library, version.name);
      });
  auto expected = forbidden.empty() ? std::string() : "none of " + join(forbidden, ", ");
  if (by_library) {
    expected +=
        expected.empty() ? "none that the policy bans" : ", none that a policy bans";
  }
  if (used.empty() && versions.evidence.empty()) {
    return pass("forbidden-symbol", expected, "none");
  }
  const std::vector<std::string> names(used.begin(), used.end());
  auto found = names;
  found.insert(found.end(), versions.evidence.begin(), versions.evidence.end());
  auto finding = fail("forbidden-symbol", expected, join(found, ", "));
  finding.evidence = std::move(found);
  versions.symbols.insert(versions.symbols.end(), names.begin(), names.end());
  finding.cause = causes_of(subject, versions.symbols);
  finding.remedy = by_library
                       ? "code that does not call it, or a library linked statically"
                       : "forbid-symbols in [abi] without it, or code that does "
                         "not call it";
  return finding;
}

} // namespace crossroot::verify
