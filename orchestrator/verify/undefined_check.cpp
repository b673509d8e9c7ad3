// SPDX-License-Identifier: Apache-2.0
// "Highest version ≤ floor" is necessary and not sufficient. A shared object may carry an
// undefined name without any version; a symbol at an old version may have lived in
// another library at the floor (clock_gettime@GLIBC_2.2.5 was librt's before 2.17). So
// each undefined name that is not weak is looked up as (name, version, library): in the
// target's real libraries, and in the table of what the floor's release had.
#include "catalog/symbols.hpp"
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot::verify {

namespace {

enum class Verdict : std::uint8_t { found, missing, unknown };

using Loaded = std::set<std::string>;

/// What the table says of the floor's release: the loader takes (name, version) from any
/// library that is loaded, whichever one was asked.
Verdict in_table(const Subject& subject, const Loaded& loaded, const elf::Symbol& symbol)
{
  const auto& floor = subject.expectations.floor.libc;
  if (floor.empty() || subject.musl() || symbol.version == "GLIBC_PRIVATE" ||
      catalog::presence_in_glibc(*subject.triplet, floor, symbol.name, symbol.version,
                                 symbol.version_file) == catalog::Presence::not_covered) {
    return Verdict::unknown;
  }
  auto verdict = Verdict::unknown;
  for (const auto& library : loaded) {
    switch (catalog::presence_in_glibc(*subject.triplet, floor, symbol.name,
                                       symbol.version, library)) {
    case catalog::Presence::present: return Verdict::found;
    case catalog::Presence::absent: verdict = Verdict::missing; break;
    case catalog::Presence::not_covered: break;
    }
  }
  return verdict;
}

/// A name at one version. Which library was asked matters to the version check alone.
Verdict judge_versioned(Subject& subject, const Loaded& loaded, const elf::Symbol& symbol)
{
  const auto by_table = in_table(subject, loaded, symbol);
  if (by_table == Verdict::missing) {
    return by_table;
  }
  bool all_read = true;
  for (const auto& name : loaded) {
    const auto* const library = subject.libraries.find(name);
    if (library == nullptr) {
      all_read = false;
    } else if (library->symbols.contains({symbol.name, symbol.version}) ||
               (library->versions.empty() && library->names.contains(symbol.name))) {
      return Verdict::found;
    }
  }
  const bool asked_is_read = subject.libraries.find(symbol.version_file) != nullptr;
  return all_read || asked_is_read ? Verdict::missing : by_table;
}

/// Whether the floor's release of a libc library has the name at any version.
Verdict
in_floor(const Subject& subject, const std::string& library, const std::string& name)
{
  const auto& floor = subject.expectations.floor.libc;
  if (floor.empty() || !is_libc_library(library)) {
    return Verdict::unknown;
  }
  const auto runtime = subject.musl() ? catalog::Runtime::musl : catalog::Runtime::glibc;
  const auto introduction = catalog::introduction_of(runtime, *subject.triplet, name);
  if (!introduction) {
    return Verdict::unknown;
  }
  if (subject.musl()) {
    return Verdict::found; // of which release is the business of check musl-floor
  }
  return introduction->release <= floor ? Verdict::found : Verdict::missing;
}

/// A name without a version: any library that is loaded may define it. A plug-in of
/// another maker leaves names to the program that loads it: they are missing only where
/// the target's libraries were given to look in.
Verdict
judge_unversioned(Subject& subject, const Loaded& loaded, const elf::Symbol& symbol)
{
  bool all_read = subject.libraries.any() || subject.expectations.built_here ||
                  subject.file.interpreter.has_value();
  for (const auto& name : loaded) {
    const auto* const library = subject.libraries.find(name);
    if (library == nullptr) {
      all_read = false;
      if (in_floor(subject, name, symbol.name) == Verdict::found) {
        return Verdict::found;
      }
      continue;
    }
    if (library->names.contains(symbol.name) &&
        in_floor(subject, name, symbol.name) != Verdict::missing) {
      return Verdict::found;
    }
  }
  return all_read || in_floor(subject, "libc.so.6", symbol.name) == Verdict::missing
             ? Verdict::missing
             : Verdict::unknown;
}

std::string describe(const Subject& subject, const elf::Symbol& symbol)
{
  auto words = symbol.name + (symbol.version.empty() ? "" : "@" + symbol.version) +
               (symbol.version_file.empty() ? "" : " (" + symbol.version_file + ")");
  if (!subject.musl()) {
    if (const auto first = catalog::introduction_of(catalog::Runtime::glibc,
                                                    *subject.triplet, symbol.name)) {
      words += ", first in glibc " + first->release.render();
      words += first->library == symbol.version_file ? "" : " in " + first->library;
    }
  }
  return words;
}

/// Above the floor, which check glibc-floor says; a version flagged weak it lets pass,
/// and then the name is still to be found.
bool judged_by_floor(const Subject& subject, const elf::Symbol& symbol)
{
  if (!above_floor(subject.expectations, symbol.version_file, symbol.version)) {
    return false;
  }
  for (const auto& need : subject.file.version_needs) {
    for (const auto& version : need.versions) {
      if (version.index == symbol.version_index) {
        return !version.weak();
      }
    }
  }
  return true;
}

} // namespace

Finding check_undefined(Subject& subject)
{
  constexpr auto k_id = "undefined";
  const auto expected = "every undefined name in a library of the target";
  if (!subject.triplet) {
    return skip(k_id, "no triplet given, and none fits the file");
  }
  // A linker leaves names whose use it has relaxed away in a static program that moves.
  if (subject.is_static()) {
    return pass(k_id, expected, "static: nothing looks for names");
  }
  if (!subject.libraries.any() && subject.expectations.floor.libc.empty()) {
    return skip(k_id, "neither libraries of the target nor a floor given");
  }
  auto loaded = subject.libraries.closure(subject.file.needed);
  if (subject.file.interpreter) { // is there whether it is needed or not
    loaded.insert(fs::path(*subject.file.interpreter).filename());
  }
  std::size_t resolved = 0;
  std::vector<std::string> missing;
  std::vector<std::string> unknown;
  std::vector<std::string> names;
  for (const auto& symbol : subject.file.symbols) {
    if (symbol.defined() || symbol.weak() || symbol.name.empty() ||
        judged_by_floor(subject, symbol)) {
      continue;
    }
    const auto verdict = symbol.version_file.empty()
                             ? judge_unversioned(subject, loaded, symbol)
                             : judge_versioned(subject, loaded, symbol);
    if (verdict == Verdict::found) {
      ++resolved;
      continue;
    }
    (verdict == Verdict::missing ? missing : unknown)
        .push_back(describe(subject, symbol));
    names.push_back(symbol.name);
  }
  if (missing.empty() && (unknown.empty() || !subject.libraries.any())) {
    return pass(k_id, expected,
                unknown.empty() ? fmt::format("{} resolved", resolved)
                                : fmt::format("{} resolved, {} in libraries that are "
                                              "not at hand",
                                              resolved, unknown.size()));
  }
  auto found = counted(missing.size(), "name") + " missing";
  if (!unknown.empty()) {
    found += fmt::format(", {} in libraries that are not at hand", unknown.size());
  }
  auto finding = fail(k_id, expected, std::move(found));
  finding.status = missing.empty() ? Status::unknown : Status::fail;
  finding.evidence = missing;
  finding.evidence.insert(finding.evidence.end(), unknown.begin(), unknown.end());
  std::sort(finding.evidence.begin(), finding.evidence.end());
  std::sort(names.begin(), names.end());
  finding.cause = causes_of(subject, names);
  finding.remedy = "raise floor.glibc, or link what has the name into the file";
  return finding;
}

} // namespace crossroot::verify
