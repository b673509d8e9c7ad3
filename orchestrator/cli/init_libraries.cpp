// SPDX-License-Identifier: Apache-2.0
#include "cli/init_libraries.hpp"

#include "base/text.hpp"
#include "plan/settle.hpp"

#include <algorithm>

namespace crossroot::cli {

namespace {

std::string asked_by(const resolve::FoundLibrary& found)
{
  return found.asked + (found.module.empty() ? "" : " of " + found.module);
}

/// What a person needs to read of several reasons: headers only where nothing else asks.
std::vector<std::string> main_reasons(std::vector<std::string> reasons)
{
  constexpr std::size_t k_most = 3;
  const auto is_header = [](const std::string& reason) {
    return reason.starts_with('<');
  };
  if (!std::all_of(reasons.begin(), reasons.end(), is_header)) {
    std::erase_if(reasons, is_header);
  }
  if (reasons.size() > k_most) {
    const auto more = reasons.size() - k_most;
    reasons.resize(k_most);
    reasons.push_back(std::to_string(more) + " more");
  }
  return reasons;
}

} // namespace

Result<SystemDemands> find_demands(Session& session,
                                   const Invocation& invocation,
                                   const std::string& recipe_text,
                                   const fs::path& folder)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(auto written, parse_recipe(recipe_text, folder / "crossroot.toml"));
  CROSSROOT_TRY(const auto recipe, settle(std::move(written), workspace->definitions()));
  const auto sources = workspace->sources(nullptr);
  CROSSROOT_TRY(const auto context, workspace->resolve_context(sources));
  SystemDemands demands;
  CROSSROOT_TRY(demands.modules, resolve::cgo_demands(recipe, folder, context));
  const bool any =
      std::any_of(demands.modules.begin(), demands.modules.end(), [](const auto& one) {
        return !one.pkg_config.empty() || !one.libraries.empty() || !one.headers.empty();
      });
  if (any) {
    CROSSROOT_TRY(demands.advice,
                  resolve::find_libraries(recipe, demands.modules, context));
    CROSSROOT_TRY(const auto base,
                  workspace->definitions().find(recipe.targets.front().base));
    demands.base_libc = base.libc;
  }
  return demands;
}

bool links_statically(const SystemDemands& demands)
{
  return demands.advice.packages.empty() || demands.advice.without_archive.empty();
}

std::string libraries_text(const SystemDemands& demands)
{
  const auto& advice = demands.advice;
  std::string text;
  for (const auto& found : advice.found) {
    if (found.package.empty()) {
      text += "# no package has " + asked_by(found) + "\n";
    }
  }
  if (advice.packages.empty()) {
    return text.empty() ? "" : "\n" + text;
  }
  text = "\n" + text + "[libraries]\npackages = [\n";
  for (const auto& package : advice.packages) {
    std::vector<std::string> reasons;
    std::vector<std::string> others;
    for (const auto& found : advice.found) {
      if (found.package == package) {
        reasons.push_back(asked_by(found));
        others = others.empty() ? found.others : others;
      }
    }
    text += "  " + quote_toml(package) + ", # " + join(main_reasons(reasons), ", ") +
            (others.empty() ? "" : "; or " + join(others, ", ")) + "\n";
  }
  text += "]\n";
  if (links_statically(demands)) {
    return text +
           "link = \"static\" # or shared: left to the system; bundled: beside the "
           "program\n";
  }
  constexpr std::size_t k_shown = 4;
  auto lacking = advice.without_archive;
  const auto more = lacking.size() > k_shown ? lacking.size() - k_shown : 0;
  lacking.resize(lacking.size() - more);
  return text + "# Not static: no archive has " + join(lacking, ", ") +
         (more == 0 ? "" : " and " + std::to_string(more) + " more") +
         ".\n# Where the program needs none of these, link = \"static\" works, and "
         "lower\n"
         "# floors do. bundled puts the libraries beside the program.\nlink = "
         "\"shared\"\n";
}

void tell_demands(Printer& printer, const SystemDemands& demands)
{
  for (const auto& one : demands.modules) {
    std::vector<std::string> packages;
    for (const auto& found : demands.advice.found) {
      const bool asked =
          (found.asked.starts_with("pkg-config ") &&
           one.pkg_config.contains(found.asked.substr(11))) ||
          (found.asked.starts_with("-l") &&
           one.libraries.contains(found.asked.substr(2))) ||
          (found.asked.starts_with("<") &&
           one.headers.contains(found.asked.substr(1, found.asked.size() - 2)));
      if (asked) {
        packages.push_back(found.asked + " → " +
                           (found.package.empty() ? "no package" : found.package));
      }
    }
    printer.line("cgo", (one.module.empty() ? "the source" : one.module) + ": " +
                            (packages.empty() ? "no system library"
                                              : join(main_reasons(packages), ", ")));
  }
}

} // namespace crossroot::cli
