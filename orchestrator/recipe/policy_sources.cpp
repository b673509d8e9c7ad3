// SPDX-License-Identifier: Apache-2.0
#include "recipe/policy_sources.hpp"

#include "os/files.hpp"

namespace crossroot {

namespace fs = std::filesystem;

namespace {

/// A word with a slash or the ending is a path from where it is written; any other is the
/// name of a file in policies/ beside the recipe, or shipped.
fs::path file_of(const std::string& word, const fs::path& from, const fs::path& folder)
{
  const bool path =
      word.find('/') != std::string::npos || std::string_view(word).ends_with(".toml");
  return path ? from / word : folder / "policies" / (word + ".toml");
}

void add(const fs::path& file, const fs::path& folder, std::set<fs::path>& files)
{
  constexpr std::uint64_t k_limit_bytes = std::uint64_t{1} << 20;
  std::error_code failed;
  if (!fs::is_regular_file(file, failed) ||
      !files.insert(file.lexically_normal()).second) {
    return;
  }
  const auto text = os::read_file(file, k_limit_bytes);
  if (!text) {
    return;
  }
  if (const auto policy = parse_policy(*text, file.string())) {
    for (const auto& word : policy->inherit) {
      add(file_of(word, file.parent_path(), folder), folder, files);
    }
  }
}

} // namespace

std::set<fs::path> policy_sources(const Recipe& recipe)
{
  std::set<fs::path> files;
  for (const auto& target : recipe.targets) {
    for (const auto& word : target.abi.policies) {
      add(file_of(word, recipe.folder, recipe.folder), recipe.folder, files);
    }
  }
  return files;
}

} // namespace crossroot
