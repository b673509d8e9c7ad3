// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"
#include "cli/printer.hpp"
#include "recipe/policy_files.hpp"

namespace crossroot::cli {

std::string render_policy_list()
{
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, summary] : shipped_policies()) {
    rows.push_back({"  " + name, summary});
  }
  return render_table(rows);
}

Result<std::string> render_policy_help(const std::string& name)
{
  CROSSROOT_TRY(const auto policy, PolicyFiles().resolve(name));
  return abi_json(policy).render();
}

} // namespace crossroot::cli
