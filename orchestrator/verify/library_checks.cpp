// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace crossroot::verify {

namespace {

/// Whether a library is the libc's own, or gcc's where that is not linked in.
bool system_library(const Subject& subject, const std::string& name)
{
  return is_libc_library(name) ||
         (is_runtime_library(name) && subject.expectations.runtime == "shared");
}

/// Whether [abi] itself says what may be needed, or only the policies that it names.
bool has_own_rule(const AbiPolicy& abi)
{
  return abi.needed_said ||
         (abi.needed_rules.empty() && (abi.needed_system || !abi.needed.empty()));
}

/// What a file may need, in words.
std::string needed_words(const Subject& subject)
{
  const auto& abi = subject.expectations.abi;
  std::vector<std::string> words;
  if (has_own_rule(abi)) {
    auto names = abi.needed;
    if (abi.needed_system) {
      names.insert(names.begin(), "the libc's own libraries");
    }
    words.push_back(join(names, ", "));
  }
  for (const auto& rule : abi.needed_rules) {
    words.push_back((rule.system ? "the libc's own"
                     : rule.names.empty()
                         ? "none"
                         : "one of " + counted(rule.names.size(), "name")) +
                    ", by policy " + rule.policy);
  }
  auto text = join(words, "; ");
  const auto& carried = subject.expectations.carried;
  return carried.empty() ? text : text + "; beside it " + join(carried, ", ");
}

bool allows(const Subject& subject, const NeededRule& rule, const std::string& name)
{
  return rule.system ? system_library(subject, name)
                     : std::binary_search(rule.names.begin(), rule.names.end(), name);
}

bool allowed_library(const Subject& subject, const std::string& name)
{
  const auto& abi = subject.expectations.abi;
  const auto& carried = subject.expectations.carried;
  if (std::find(carried.begin(), carried.end(), name) != carried.end()) {
    return true;
  }
  const bool let =
      std::all_of(abi.needed_rules.begin(), abi.needed_rules.end(),
                  [&](const auto& rule) { return allows(subject, rule, name); });
  if (!let || !has_own_rule(abi)) {
    return let;
  }
  if (std::find(abi.needed.begin(), abi.needed.end(), name) != abi.needed.end()) {
    return true;
  }
  return abi.needed_system && system_library(subject, name);
}

/// A line of the recipe that would mend it. [abi] itself can widen its own list, not a
/// shared policy's.
std::string remedy_for(const Subject& subject, const std::vector<std::string>& names)
{
  for (const auto& rule : subject.expectations.abi.needed_rules) {
    const bool refuses = std::any_of(names.begin(), names.end(), [&](const auto& name) {
      return !allows(subject, rule, name);
    });
    if (refuses) {
      return fmt::format("link = \"bundled\" in [libraries], or a static library; policy "
                         "{} lets no list of [abi] be longer",
                         rule.policy);
    }
  }
  return fmt::format("needed = [\"{}\"] in [abi], or a static library in the cgo package",
                     join(names, "\", \""));
}

/// Whether a library of which only the name is known is among those that are loaded: what
/// it needs in turn is not known. The libc's own and gcc's need the libc alone.
bool may_bring_others(Subject& subject, const std::set<std::string>& loaded)
{
  return std::any_of(loaded.begin(), loaded.end(), [&](const auto& name) {
    return !is_libc_library(name) && !is_runtime_library(name) &&
           subject.libraries.find(name) == nullptr;
  });
}

/// Folders that only the system's administrator can write.
bool is_system_folder(std::string_view folder)
{
  static constexpr std::array<std::string_view, 6> k_folders{
      "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/local/lib"};
  return std::any_of(k_folders.begin(), k_folders.end(), [&](std::string_view one) {
    return folder == one || (folder.starts_with(one) && folder[one.size()] == '/');
  });
}

/// $ORIGIN, alone or with folders behind it; for files that a distribution installs also
/// the system's own folders. Judged with "." and ".." resolved, as the kernel will.
bool acceptable_search_path(std::string_view entry, bool built_here)
{
  for (const std::string_view origin : {"$ORIGIN", "${ORIGIN}"}) {
    if (entry.starts_with(origin) &&
        (entry.size() == origin.size() || entry[origin.size()] == '/')) {
      return true;
    }
  }
  const auto normal = fs::path(entry).lexically_normal().generic_string();
  return !built_here && entry.starts_with('/') && is_system_folder(normal);
}

} // namespace

Finding check_needed(Subject& subject)
{
  constexpr auto k_id = "needed";
  const auto& needed = subject.file.needed;
  const auto& expectations = subject.expectations;
  const auto found = needed.empty() ? "none" : join(needed, ", ");
  const auto& abi = expectations.abi;
  const bool known = expectations.triplet || !abi.needed_rules.empty();
  const bool asked = has_own_rule(abi) || !abi.needed_rules.empty();
  if (!expectations.built_here && (!asked || !known)) {
    return skip(k_id, "the policy does not ask; the file needs " + found);
  }
  const auto expected = needed_words(subject);
  std::vector<std::string> others;
  bool runtime = false;
  for (const auto& name : needed) {
    if (!allowed_library(subject, name)) {
      others.push_back(name);
      runtime = runtime || is_runtime_library(name);
    }
  }
  if (others.empty()) {
    return pass(k_id, expected, found);
  }
  std::sort(others.begin(), others.end());
  auto finding = fail(k_id, expected, join(others, ", "));
  finding.cause = causes_of(subject, others);
  finding.remedy = runtime
                       ? "runtime = \"shared\" in [cc], or no -lstdc++ and -lgcc_s in "
                         "#cgo LDFLAGS"
                       : remedy_for(subject, others);
  finding.evidence = std::move(others);
  return finding;
}

/// glibc's loader stops at an assertion if the library that a version is asked of is not
/// loaded, and refuses to start if it is loaded and lacks the version.
Finding check_version_provider(Subject& subject)
{
  constexpr auto k_id = "version-provider";
  const auto& file = subject.file;
  if (file.version_needs.empty()) {
    return pass(k_id, "a provider for each version", "no versions asked");
  }
  const auto loaded = subject.libraries.closure(file.needed);
  std::vector<std::string> missing;
  std::vector<std::string> remarks;
  std::size_t unread = 0;
  bool provided_by_unread = false;
  for (const auto& need : file.version_needs) {
    if (!loaded.contains(need.library)) {
      missing.push_back(need.library + " is asked for versions and not needed");
      provided_by_unread = provided_by_unread || may_bring_others(subject, loaded);
      continue;
    }
    const auto* const library = subject.libraries.find(need.library);
    unread += library == nullptr ? 1 : 0;
    for (const auto& version : need.versions) {
      // A library that defines no versions at all passes, as the loader has it.
      if (library == nullptr || library->versions.empty() ||
          above_floor(subject.expectations, need.library, version.name) ||
          library->versions.contains(version.name)) {
        continue;
      }
      auto words = need.library + " of the target does not define " + version.name;
      if (version.weak()) {
        remarks.push_back(std::move(words) + ", weak: the loader warns and goes on");
      } else {
        missing.push_back(std::move(words));
      }
    }
  }
  std::sort(missing.begin(), missing.end());
  std::sort(remarks.begin(), remarks.end());
  const auto asked =
      fmt::format("versions of {}", counted(file.version_needs.size(), "file"));
  if (missing.empty()) {
    auto finding =
        pass(k_id, "a provider for each version",
             unread == 0 ? asked : fmt::format("{}, {} not at hand", asked, unread));
    finding.evidence = std::move(remarks);
    return finding;
  }
  auto finding = fail(k_id, "a provider for each version",
                      counted(missing.size(), "version") + " without");
  if (provided_by_unread) {
    finding.status = Status::unknown; // a library that is not at hand may load it
  }
  finding.evidence = std::move(missing);
  finding.remedy =
      "do not edit the needed libraries after linking; link the library itself";
  return finding;
}

Finding check_rpath(Subject& subject)
{
  constexpr auto k_id = "rpath";
  const auto& file = subject.file;
  const auto& path = file.runpath ? file.runpath : file.rpath; // glibc ignores RPATH then
  const auto expected = subject.expectations.built_here
                            ? "none, or $ORIGIN"
                            : "none, $ORIGIN, or the system's folders";
  if (!path) {
    return pass(k_id, expected, "none");
  }
  std::vector<std::string> refused;
  for (const auto entry : split(*path, ':')) {
    if (!acceptable_search_path(entry, subject.expectations.built_here)) {
      refused.push_back(entry.empty() ? "an empty entry: the current folder"
                                      : std::string(entry));
    }
  }
  if (refused.empty()) {
    return pass(k_id, expected, *path);
  }
  std::sort(refused.begin(), refused.end());
  auto finding = fail(k_id, expected, *path);
  finding.evidence = std::move(refused);
  finding.remedy = "ldflags and #cgo LDFLAGS without -rpath";
  return finding;
}

} // namespace crossroot::verify
