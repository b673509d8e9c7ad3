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
  finding.remedy = "cflags with -fvisibility=hidden, ldflags with --exclude-libs,ALL, or "
                   "exports = […] in [abi]";
  return finding;
}

Finding check_forbidden_symbol(Subject& subject)
{
  const auto& forbidden = subject.expectations.abi.forbid_symbols;
  if (forbidden.empty()) {
    return skip("forbidden-symbol", "the policy names none");
  }
  std::set<std::string> used;
  for (const auto& symbol : subject.file.symbols) {
    if (!symbol.defined() &&
        std::find(forbidden.begin(), forbidden.end(), symbol.name) != forbidden.end()) {
      used.insert(symbol.name);
    }
  }
  const auto expected = "none of " + join(forbidden, ", ");
  if (used.empty()) {
    return pass("forbidden-symbol", expected, "none");
  }
  const std::vector<std::string> names(used.begin(), used.end());
  auto finding = fail("forbidden-symbol", expected, join(names, ", "));
  finding.evidence = names;
  finding.cause = causes_of(subject, names);
  finding.remedy = "forbid-symbols in [abi] without it, or code that does not call it";
  return finding;
}

} // namespace crossroot::verify
