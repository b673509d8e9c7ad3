// SPDX-License-Identifier: Apache-2.0
//
// A key must hold everything that can change a result and nothing else. What that is,
// each module knows of itself: the unpacker has a version of its rules, CC a text of its
// configuration, Go an environment. They are gathered here, as named values, so that
// `explain` can say which one moved. The inner executable and our own program are never
// among them as bytes: two compilers of crossroot must give the same keys.
#include "exec/settings.hpp"

#include "archive/archive.hpp"
#include "base/text.hpp"
#include "catalog/embedded_tables.hpp"
#include "exec/sandbox_setup.hpp"
#include "sandbox/sandbox.hpp"
#include "sysroot/go_sdk.hpp"
#include "sysroot/libraries.hpp"
#include "sysroot/module_cache.hpp"
#include "sysroot/sysroot.hpp"
#include "toolchain/toolchain.hpp"
#include "verify/verify.hpp"

#include <fmt/format.h>

namespace crossroot::exec {
namespace {

using Settings = std::map<std::string, std::string>;

/// What std and go-build share: CC, the environment, the sandbox.
Result<Settings> go_settings(const TargetSpec& target, const Definitions& definitions)
{
  CROSSROOT_TRY(const auto definition, definitions.find(target.cc.toolchain));
  Settings settings;
  settings["policy.sandbox"] = sandbox::k_policy_version;
  settings["cc"] = toolchain::cc_configuration(target, definition, {});
  settings["cc.programs"] = join(toolchain::cc_programs(target), " ");
  for (const auto& [name, value] : toolchain::go_environment(target)) {
    settings["env." + name] = value;
  }
  return settings;
}

Settings verify_settings(const TargetSpec& target, const TomlDate& as_of)
{
  Settings settings;
  settings["policy.verify"] = verify::k_policy_version;
  settings["tables"] = catalog::tables_digest().render();
  settings["triplet"] = target.triplet.render();
  settings["floor.libc"] = target.floor.libc.render();
  settings["floor.libstdcxx"] = target.floor.libstdcxx.render();
  settings["floor.libgcc"] = target.floor.libgcc.render();
  settings["floor.kernel"] = target.floor.kernel.render();
  settings["abi"] = abi_json(target.abi).render_compact();
  settings["buildmode"] = target.go.buildmode;
  settings["runtime"] = target.cc.runtime;
  settings["libc-link"] = target.libc_link;
  if (!target.libraries.packages.empty()) {
    settings["libraries"] = target.libraries.link;
  }
  if (!target.cpu_level.empty()) {
    settings["cpu-level"] = target.cpu_level;
  }
  if (!target.abi.waive.empty()) { // else the day changes nothing
    settings["as-of"] = as_of.render();
  }
  return settings;
}

Result<Settings> compat_settings(const TargetSpec& target)
{
  CROSSROOT_TRY(const auto digest, sysroot::compat_digest(target.triplet, target.floor));
  Settings settings;
  settings["policy.sandbox"] = sandbox::k_policy_version;
  settings["sources"] = digest.render();
  settings["flags"] = encode_list(sysroot::compat_flags(target.triplet, target.floor));
  return settings;
}

Result<TargetSettings> settings_of(const TargetSpec& target,
                                   const Recipe& recipe,
                                   const Definitions& definitions,
                                   const std::map<std::string, std::string>& stamps,
                                   const TomlDate& as_of)
{
  CROSSROOT_CHECK(toolchain::check_flags(target, recipe.file));
  CROSSROOT_TRY(const auto toolchain, definitions.find(target.cc.toolchain));
  CROSSROOT_CHECK(toolchain::check_output(target, toolchain, recipe.file));
  TargetSettings settings;
  const std::string unpacker(archive::k_unpacker_version);
  settings[ActionKind::unpack] = {{"policy.unpack", unpacker}, {"merge-usr", "true"}};
  settings[ActionKind::sdk] = {{"policy.sdk", std::string(sysroot::k_go_sdk_version)}};
  settings[ActionKind::modules] = {
      {"policy.modules", std::string(sysroot::k_module_cache_version)}};
  settings[ActionKind::compose] = {
      {"policy.compose", std::string(sysroot::k_compose_version)}};
  settings[ActionKind::floor] = {{"policy.floor", std::string(sysroot::k_floor_version)}};
  settings[ActionKind::sysroot] = settings[ActionKind::floor];
  settings[ActionKind::libraries] = {
      {"policy.libraries", std::string(sysroot::k_libraries_version)}};
  CROSSROOT_TRY(settings[ActionKind::compat], compat_settings(target));
  // The standard library knows none of [libraries]: targets with and without share it.
  auto plain = target;
  plain.libraries = {};
  CROSSROOT_TRY(settings[ActionKind::std_seed], go_settings(plain, definitions));
  CROSSROOT_TRY(auto go, go_settings(target, definitions));
  settings[ActionKind::std_seed]["arguments"] =
      encode_list(toolchain::go_std_arguments(target));
  go["arguments"] = encode_list(toolchain::go_build_arguments(target, stamps));
  go["module"] = recipe.source.module;
  if (!target.libraries.packages.empty()) {
    go["libraries"] = target.libraries.link; // pkg-config asks by it
  }
  settings[ActionKind::go_build] = std::move(go);
  settings[ActionKind::verify] = verify_settings(target, as_of);
  settings[ActionKind::smoke] = {
      {"policy.sandbox", std::string(sandbox::k_policy_version)}};
  return settings;
}

} // namespace

Result<std::map<std::string, TargetSettings>>
plan_settings(const Recipe& recipe,
              const Definitions& definitions,
              const std::map<std::string, std::string>& stamps,
              const TomlDate& as_of,
              const std::string& runtime_policy)
{
  std::map<std::string, TargetSettings> all;
  for (const auto& target : recipe.targets) {
    CROSSROOT_TRY(all[target.name],
                  settings_of(target, recipe, definitions, stamps, as_of));
    all[target.name][ActionKind::smoke]["policy.runtime"] = runtime_policy;
  }
  return all;
}

} // namespace crossroot::exec
