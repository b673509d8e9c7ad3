// SPDX-License-Identifier: Apache-2.0
#include "resolve/package_lock.hpp"

#include "base/text.hpp"
#include "resolve/archive_index.hpp"
#include "resolve/solve.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <set>

namespace crossroot::resolve {

namespace {

void append(std::vector<std::string>& to, const Definition& from, const char* feature)
{
  if (const auto found = from.packages.find(feature); found != from.packages.end()) {
    to.insert(to.end(), found->second.begin(), found->second.end());
  }
}

Result<void> add_target(const TargetSpec& target,
                        const Definitions& definitions,
                        std::map<std::string, TreeWish>& wishes)
{
  CROSSROOT_TRY(const auto base,
                definitions.base_of(target.base, target.triplet, target.floor));
  const auto arch = std::string(target.triplet.facts().debian_arch);
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
    CROSSROOT_TRY(const auto from, definitions.find(target.libraries.from.empty()
                                                        ? base.name
                                                        : target.libraries.from));
    TreeWish libraries{.tree = "libraries " + target.name,
                       .definition = from.name,
                       .arch = arch,
                       .wanted = target.libraries.packages,
                       .omit = from.omit,
                       .above = sysroot.tree};
    for (const auto* feature : {"base", "c++", "runtime"}) {
      append(libraries.omit, from, feature);
    }
    wishes.emplace(libraries.tree, std::move(libraries));
  }
  wishes.emplace(sysroot.tree, std::move(sysroot));
  if (!runtime.wanted.empty()) {
    wishes.emplace(runtime.tree, std::move(runtime));
  }
  return {};
}

std::map<std::string, std::string>
kept_versions(const TreeWish& wish, const Lock* previous, const ResolveOptions& options)
{
  std::map<std::string, std::string> keep;
  if (previous == nullptr || options.update.empty()) {
    return keep;
  }
  for (const auto& package : previous->packages) {
    if (package.tree == wish.tree &&
        std::find(options.update.begin(), options.update.end(), package.name) ==
            options.update.end()) {
      keep.emplace(package.name, package.version);
    }
  }
  return keep;
}

Result<void> lock_tree(const TreeWish& wish,
                       const Definition& definition,
                       const PackagesIndex& index,
                       const Lock* previous,
                       const ResolveOptions& options,
                       Lock& lock)
{
  SolveRequest request{.index = index,
                       .arch = wish.arch,
                       .wanted = wish.wanted,
                       .omit = wish.omit,
                       .keep = kept_versions(wish, previous, options),
                       .place = fmt::format("{} for {}", wish.definition, wish.arch)};
  for (const auto& package : lock.packages) {
    if (!wish.above.empty() && package.tree == wish.above) {
      request.omit.push_back(package.name);
    }
  }
  auto solved = solve(request);
  if (!solved) {
    return std::move(solved).error().during(fmt::format("resolving {}", wish.tree));
  }
  for (const auto& stanza : *solved) {
    const auto digest = Digest::parse(stanza.sha256);
    const auto size = parse_number(stanza.size);
    if (!digest || !size || stanza.path.empty() ||
        ("/" + std::string(stanza.path)).find("/../") != std::string::npos ||
        stanza.path.starts_with('/')) {
      return Error(ErrorKind::digest_mismatch, "index",
                   fmt::format("the index says no usable place, size and SHA-256 of {}",
                               stanza.name));
    }
    lock.packages.push_back({.tree = wish.tree,
                             .name = std::string(stanza.name),
                             .version = std::string(stanza.version),
                             .arch = std::string(stanza.arch),
                             .archive = definition.archive.name,
                             .path = std::string(stanza.path),
                             .sha256 = *digest,
                             .size = *size});
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

Result<void> lock_packages(const std::vector<TreeWish>& wishes,
                           const Lock* previous,
                           const ResolveOptions& options,
                           const ResolveContext& context,
                           Lock& lock)
{
  const auto old = previous != nullptr ? previous->indexes : std::vector<LockedIndex>();
  std::map<std::string, SignedSuite> suites;
  std::set<std::pair<std::string, std::string>> done;
  for (const auto& first : wishes) {
    if (!done.insert({first.definition, first.arch}).second) {
      continue;
    }
    CROSSROOT_TRY(const auto definition, context.definitions.find(first.definition));
    if (!suites.contains(definition.name)) {
      CROSSROOT_TRY(auto fetched, fetch_suite(definition, old, options, context));
      suites.emplace(definition.name, std::move(fetched));
    }
    const auto& suite = suites.at(definition.name);
    std::vector<LockedIndex> indexes;
    for (const auto& component : definition.components) {
      CROSSROOT_TRY(auto index,
                    fetch_packages(definition, suite, component, first.arch, context));
      indexes.push_back(std::move(index));
    }
    // One index at a time: its text is most of the memory that locking takes.
    CROSSROOT_TRY(const auto packages, read_packages(indexes, suite, context.store));
    lock.indexes.insert(lock.indexes.end(), indexes.begin(), indexes.end());
    for (const auto& wish : wishes) {
      if (wish.definition == first.definition && wish.arch == first.arch) {
        CROSSROOT_CHECK(lock_tree(wish, definition, packages, previous, options, lock));
      }
    }
  }
  return {};
}

} // namespace crossroot::resolve
