// SPDX-License-Identifier: Apache-2.0
#include "recipe/policy_files.hpp"

#include "base/text.hpp"
#include "os/files.hpp"
#include "recipe/embedded_policies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view k_ending = ".toml";
constexpr std::uint64_t k_limit_bytes = std::uint64_t{1} << 20;
/// Far above any sensible chain; files that inherit two each would grow without it.
constexpr std::size_t k_most_files = 256;

Error violation(const Position& position, std::string message)
{
  auto error = Error(ErrorKind::definition, "policy", std::move(message));
  return position.file.empty() ? error : std::move(error).at(position);
}

bool is_path(std::string_view word)
{
  return word.find('/') != std::string_view::npos || word.ends_with(k_ending);
}

std::vector<std::string> names_of_shipped()
{
  std::vector<std::string> names;
  for (const auto& [file, text] : embedded_policies()) {
    names.emplace_back(file.substr(0, file.size() - k_ending.size()));
  }
  return names;
}

Error unknown(const std::string& word, const Position& named_at)
{
  auto error = violation(named_at, fmt::format("no shared policy is named \"{}\"", word));
  if (const auto meant = nearest(word, names_of_shipped())) {
    return std::move(error).hint(fmt::format("did you mean \"{}\"?", *meant));
  }
  return std::move(error).hint(
      "crossroot help policies lists them; a file is named by a path, ./mine.toml");
}

} // namespace

/// The text of a policy, and how to tell it from others.
struct PolicyFiles::Found {
  std::string text;
  std::string shown;    ///< for positions: "policies/mine.toml"
  std::string identity; ///< path or "shipped NAME"
  std::string stem;     ///< what its name must be
  fs::path folder;      ///< of paths in it; empty: paths are refused
};

struct PolicyFiles::Walk {
  std::vector<std::string> open; ///< identities from the first to the current
  std::set<std::string> added;
};

PolicyFiles PolicyFiles::by_path()
{
  PolicyFiles files{fs::path(".")};
  files.names_in_folder_ = false;
  return files;
}

Result<PolicyFiles::Found> PolicyFiles::find(const std::string& word,
                                             const fs::path& from,
                                             const Position& named_at) const
{
  const auto read = [&](const fs::path& path, std::string shown) -> Result<Found> {
    auto text = os::read_file(path, k_limit_bytes);
    if (!text) {
      return violation(named_at, fmt::format("cannot read the policy {}", shown))
          .note("cause", text.error().message());
    }
    std::error_code failed;
    const auto whole = fs::weakly_canonical(path, failed);
    return Found{*std::move(text), std::move(shown),
                 failed ? path.lexically_normal().string() : whole.string(),
                 path.stem().string(), path.parent_path()};
  };
  if (is_path(word)) {
    if (!folder_ || from.empty()) {
      return violation(named_at, fmt::format("\"{}\" is a path, and a shared policy is "
                                             "named here",
                                             word));
    }
    return read(from / word, word);
  }
  std::error_code absent;
  if (folder_ && names_in_folder_ && !word.empty()) {
    const auto beside = fs::path("policies") / (word + std::string(k_ending));
    if (fs::exists(*folder_ / beside, absent)) {
      return read(*folder_ / beside, beside.string());
    }
  }
  const auto file = word + std::string(k_ending);
  const auto shipped = embedded_policies().find(file);
  if (shipped == embedded_policies().end()) {
    return unknown(word, named_at);
  }
  return Found{std::string(shipped->second), "recipes/policies/" + file,
               "shipped " + word, word, fs::path()};
}

Result<void> PolicyFiles::add(const std::string& word,
                              const fs::path& from,
                              const Position& named_at,
                              Walk& walk,
                              AbiPolicy& into) const
{
  CROSSROOT_TRY(const auto found, find(word, from, named_at));
  if (std::find(walk.open.begin(), walk.open.end(), found.identity) != walk.open.end()) {
    return violation(named_at, fmt::format("the policy {} inherits itself", found.shown));
  }
  if (!walk.added.insert(found.identity).second) {
    return {}; // reached on two ways
  }
  if (walk.added.size() > k_most_files) {
    return violation(
        named_at, fmt::format("more than {} policies inherit each other", k_most_files));
  }
  CROSSROOT_TRY(const auto policy, parse_policy(found.text, found.shown));
  if (policy.name != found.stem) {
    return violation({found.shown, 1, 1},
                     fmt::format("the policy is named \"{}\" and its file \"{}\"",
                                 policy.name, found.stem))
        .hint("give both the same name");
  }
  tighten(into, policy.abi);
  walk.open.push_back(found.identity);
  for (const auto& parent : policy.inherit) {
    CROSSROOT_CHECK(add(parent, found.folder, policy.inherit_at, walk, into));
  }
  walk.open.pop_back();
  return {};
}

Result<void> PolicyFiles::add_named(AbiPolicy& abi) const
{
  Walk walk;
  for (const auto& word : abi.policies) {
    CROSSROOT_CHECK(add(word, folder_.value_or(fs::path()), abi.policies_at, walk, abi));
  }
  return {};
}

Result<AbiPolicy> PolicyFiles::resolve(const std::string& word) const
{
  AbiPolicy abi;
  abi.policies = {word};
  CROSSROOT_CHECK(add_named(abi));
  return abi;
}

std::vector<std::pair<std::string, std::string>> shipped_policies()
{
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& [file, text] : embedded_policies()) {
    if (auto policy = parse_policy(text, std::string(file))) {
      all.emplace_back(policy->name, policy->summary);
    }
  }
  return all;
}

} // namespace crossroot
