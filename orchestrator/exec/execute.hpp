// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec/action_key.hpp"
#include "exec/build.hpp"

#include <map>
#include <optional>
#include <string>

namespace crossroot::exec {

/// One action about to run: all it may look at.
struct ActionRun {
  const Action& action;
  const ResolvedInputs& inputs;
  const ExecContext& context;

  const fs::path& input(const std::string& name) const { return inputs.at(name).path; }
  const std::string& digest(const std::string& name) const
  {
    return inputs.at(name).key_value;
  }
  const std::string& setting(const std::string& name) const;
  /// The recipe's target that first wanted the action.
  Result<const TargetSpec*> target() const;
};

/// What an action made, published in the store.
struct Produced {
  std::map<std::string, TreeDigest> outputs;
  std::optional<Digest> log;
  bool worth_keeping = true; ///< false: a result that might differ next time
};

/// Runs the executor of the action's kind. Thread-safe.
Result<Produced> execute(const ActionRun& run);

// One executor per kind; each makes its output in the store's staging and publishes it.
Result<Produced> execute_unpack(const ActionRun& run);
Result<Produced> execute_compose(const ActionRun& run);
Result<Produced> execute_floor(const ActionRun& run);
Result<Produced> execute_compat(const ActionRun& run);
Result<Produced> execute_sysroot(const ActionRun& run);
Result<Produced> execute_libraries(const ActionRun& run);
Result<Produced> execute_sdk(const ActionRun& run);
Result<Produced> execute_modules(const ActionRun& run);
Result<Produced> execute_std(const ActionRun& run);
Result<Produced> execute_go_build(const ActionRun& run);
Result<Produced> execute_verify(const ActionRun& run);
Result<Produced> execute_smoke(const ActionRun& run);

/// The same verification by one who knows who asks for which symbol.
Result<Produced> verify_with(const ActionRun& run,
                             const std::map<std::string, std::string>& causes);

/// Publishes the folder as the action's only output.
Result<Produced>
publish_as(const ActionRun& run, std::string name, os::TempFolder folder);

} // namespace crossroot::exec
