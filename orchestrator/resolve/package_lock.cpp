// SPDX-License-Identifier: Apache-2.0
#include "resolve/package_lock.hpp"

#include "base/text.hpp"
#include "resolve/archive_index.hpp"
#include "resolve/rpm_archive.hpp"
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
  CROSSROOT_TRY(const auto base, target.base.empty()
                                     ? definitions.base_for(target.triplet, target.floor)
                                     : definitions.find(target.base));
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
    CROSSROOT_TRY(const auto from, definitions.find(target.libraries.from.empty()
                                                        ? base.name
                                                        : target.libraries.from));
    CROSSROOT_TRY(const auto own_arch, from.arch_for(target.triplet));
    TreeWish libraries{.tree = "libraries " + target.name,
                       .definition = from.name,
                       .arch = own_arch,
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

/// Indexes and packages of one definition for one CPU. A Debian suite serves all CPUs and
/// is fetched once, into `suites`.
Result<ArchiveReading> read_archive(const Definition& definition,
                                    const std::string& arch,
                                    const std::vector<LockedIndex>& previous,
                                    const ResolveOptions& options,
                                    const ResolveContext& context,
                                    std::map<std::string, SignedSuite>& suites)
{
  if (definition.archive.kind == "rpm") {
    return read_rpm_archive(definition, arch, previous, options, context);
  }
  if (!suites.contains(definition.name)) {
    CROSSROOT_TRY(auto fetched, fetch_suite(definition, previous, options, context));
    suites.emplace(definition.name, std::move(fetched));
  }
  const auto& suite = suites.at(definition.name);
  ArchiveReading reading;
  for (const auto& component : definition.components) {
    CROSSROOT_TRY(auto index,
                  fetch_packages(definition, suite, component, arch, context));
    reading.indexes.push_back(std::move(index));
  }
  CROSSROOT_TRY(reading.packages, read_packages(reading.indexes, suite, context.store));
  return reading;
}

/// Where an archive signs packages and no index, the lock's indexes name the key that
/// signed those which it locked.
Result<void> check_signed_packages(const Definition& definition,
                                   const std::string& arch,
                                   const ResolveOptions& options,
                                   const ResolveContext& context,
                                   Lock& lock)
{
  if (definition.archive.signs != ArchiveDefinition::Signed::packages) {
    return {};
  }
  const auto folders = [&](const LockedPackage& package) {
    return std::any_of(lock.indexes.begin(), lock.indexes.end(), [&](const auto& index) {
      const auto folder =
          index.packages_path.substr(0, index.packages_path.find("repodata/"));
      return index.definition == definition.name && index.arch == arch &&
             package.path.starts_with(folder);
    });
  };
  std::vector<LockedPackage> packages;
  std::copy_if(lock.packages.begin(), lock.packages.end(), std::back_inserter(packages),
               [&](const LockedPackage& package) {
                 return package.archive == definition.archive.name && folders(package);
               });
  CROSSROOT_TRY(const auto key,
                check_rpm_packages(definition, packages, options.allow_expired, context));
  for (auto& index : lock.indexes) {
    if (index.definition == definition.name && index.arch == arch) {
      index.key = key;
    }
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
    // One index at a time: its text is most of the memory that locking takes.
    CROSSROOT_TRY(const auto reading,
                  read_archive(definition, first.arch, old, options, context, suites));
    lock.indexes.insert(lock.indexes.end(), reading.indexes.begin(),
                        reading.indexes.end());
    for (const auto& wish : wishes) {
      if (wish.definition == first.definition && wish.arch == first.arch) {
        CROSSROOT_CHECK(
            lock_tree(wish, definition, reading.packages, previous, options, lock));
      }
    }
    CROSSROOT_CHECK(
        check_signed_packages(definition, first.arch, options, context, lock));
  }
  return {};
}

} // namespace crossroot::resolve
