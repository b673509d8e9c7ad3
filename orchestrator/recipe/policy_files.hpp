// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "recipe/abi_policy.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot {

/// One policy file as it is written (recipes/policies/README.md).
struct PolicyFile {
  std::string name, summary;
  std::vector<std::string> inherit; ///< names, or paths relative to this file
  Position inherit_at;
  AbiPolicy abi; ///< of this file alone; its one ceiling, if any, has the file's name
};

/// Reads one. `file` is for positions only. Unknown keys are refused by position.
Result<PolicyFile> parse_policy(std::string_view toml, const std::string& file);

/// Where policies are found by their name or path. A value; reads disk only when asked
/// for a policy, and of it only what the constructor was given and what is named by path.
class PolicyFiles {
public:
  /// The shipped ones alone; paths are refused.
  PolicyFiles() = default;
  /// Also `folder`/policies/NAME.toml, which wins over a shipped one of that name, and
  /// paths relative to the folder.
  explicit PolicyFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// The shipped ones, and paths relative to the current folder.
  static PolicyFiles by_path();

  /// Merges into `abi` the policies that it names, with all that they inherit. An Error
  /// (definition) if one is not there, malformed, or inherits itself.
  Result<void> add_named(AbiPolicy& abi) const;
  /// One policy with all that it inherits.
  Result<AbiPolicy> resolve(const std::string& word) const;

private:
  struct Found;
  struct Walk;
  Result<Found> find(const std::string& word,
                     const std::filesystem::path& from,
                     const Position& named_at) const;
  Result<void> add(const std::string& word,
                   const std::filesystem::path& from,
                   const Position& named_at,
                   Walk& walk,
                   AbiPolicy& into) const;

  std::optional<std::filesystem::path> folder_;
  bool names_in_folder_ = true;
};

/// Name and summary of each shipped policy, sorted by name.
std::vector<std::pair<std::string, std::string>> shipped_policies();

/// Adds what `more` asks: of each key the stricter holds, whichever side it is on.
/// Exports of both must be met, so two different lists leave nothing that meets them.
void tighten(AbiPolicy& into, const AbiPolicy& more);

/// All of it with sorted names: equal texts ask the same of a file.
Json abi_json(const AbiPolicy& abi);

} // namespace crossroot
