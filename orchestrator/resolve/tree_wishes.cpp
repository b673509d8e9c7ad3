// SPDX-License-Identifier: Apache-2.0
#include "resolve/package_lock.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <map>

namespace crossroot::resolve {

namespace {

void append(std::vector<std::string>& to, const Definition& from, const char* feature)
{
  if (const auto found = from.packages.find(feature); found != from.packages.end()) {
    to.insert(to.end(), found->second.begin(), found->second.end());
  }
}

/// What of [libraries] is to be locked, beyond the sysroot that it stands on.
Result<TreeWish> libraries_of(const TargetSpec& target,
                              const Definition& base,
                              const TreeWish& sysroot,
                              const Definitions& definitions)
{
  CROSSROOT_TRY(const auto from,
                definitions.find(target.libraries.from.empty() ? base.name
                                                               : target.libraries.from));
  CROSSROOT_TRY(const auto arch, from.arch_for(target.triplet));
  TreeWish libraries{.tree = "libraries " + target.name,
                     .definition = from.name,
                     .arch = arch,
                     .wanted = target.libraries.packages,
                     .omit = from.omit,
                     .above = sysroot.tree,
                     .archives = target.libraries.link == "static"};
  for (const auto* feature : {"base", "c++", "runtime"}) {
    append(libraries.omit, from, feature);
  }
  for (const auto& program : from.programs) {
    if (std::find(libraries.wanted.begin(), libraries.wanted.end(), program) ==
        libraries.wanted.end()) {
      libraries.omit.push_back(program);
    }
  }
  return libraries;
}

Result<void> add_target(const TargetSpec& target,
                        const Definitions& definitions,
                        std::map<std::string, TreeWish>& wishes)
{
  CROSSROOT_TRY(const auto base,
                definitions.base_of(target.base, target.triplet, target.floor));
  CROSSROOT_TRY(const auto arch, base.arch_for(target.triplet));
  const auto triplet = target.triplet.render();
  TreeWish sysroot{.tree = fmt::format("sysroot {} {}", triplet, base.name),
                   .definition = base.name,
                   .arch = arch,
                   .omit = base.omit};
  append(sysroot.wanted, base, "base");
  append(sysroot.wanted, base, "c++");
  TreeWish runtime{.tree = fmt::format("runtime {} {}", triplet, base.name),
                   .definition = base.name,
                   .arch = arch,
                   .omit = base.omit};
  append(runtime.wanted, base, "runtime");
  if (!target.libraries.packages.empty()) {
    CROSSROOT_TRY(auto libraries, libraries_of(target, base, sysroot, definitions));
    wishes.emplace(libraries.tree, std::move(libraries));
  }
  wishes.emplace(sysroot.tree, std::move(sysroot));
  if (!runtime.wanted.empty()) {
    wishes.emplace(runtime.tree, std::move(runtime));
  }
  return {};
}

} // namespace

Result<std::string> host_arch()
{
  utsname names{};
  uname(&names);
  const std::string machine = names.machine;
  for (const auto& facts : Triplet::all()) {
    if (facts.name == machine + "-linux-gnu" ||
        (machine == "ppc64le" && facts.debian_arch == "ppc64el")) {
      return std::string(facts.debian_arch);
    }
  }
  return Error(ErrorKind::environment, "host",
               fmt::format("no toolchain is defined for hosts of type {}", machine))
      .hint("build on x86_64 or aarch64");
}

Result<std::vector<TreeWish>> trees_of(const Recipe& recipe,
                                       const Definitions& definitions)
{
  std::map<std::string, TreeWish> wishes;
  CROSSROOT_TRY(const auto host, host_arch());
  for (const auto& target : recipe.targets) {
    auto added = add_target(target, definitions, wishes);
    if (!added) {
      auto error = std::move(added).error();
      return error.position() ? error : std::move(error).at(target.position);
    }
    CROSSROOT_TRY(const auto toolchain, definitions.find(target.cc.toolchain));
    TreeWish wish{.tree = "toolchain " + toolchain.name,
                  .definition = toolchain.name,
                  .arch = host,
                  .omit = toolchain.omit};
    append(wish.wanted, toolchain, "base");
    wishes.emplace(wish.tree, std::move(wish));
  }
  std::vector<TreeWish> out;
  for (const bool above : {false, true}) {
    for (auto& [tree, wish] : wishes) {
      if (wish.above.empty() != above) {
        out.push_back(wish);
      }
    }
  }
  return out;
}

} // namespace crossroot::resolve
