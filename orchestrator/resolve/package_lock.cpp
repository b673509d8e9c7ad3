// SPDX-License-Identifier: Apache-2.0
#include "resolve/package_lock.hpp"

#include "base/text.hpp"
#include "resolve/apk_archive.hpp"
#include "resolve/archive_index.hpp"
#include "resolve/folder_archive.hpp"
#include "resolve/rpm_archive.hpp"
#include "resolve/solve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot::resolve {

namespace {

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

/// A library package that the sysroot has would be locked as nothing at all.
Result<void> check_wanted(const TreeWish& wish, const std::vector<std::string>& present)
{
  for (const auto& name : wish.wanted) {
    if (!wish.above.empty() &&
        std::find(present.begin(), present.end(), name) != present.end()) {
      return Error(
                 ErrorKind::definition, "libraries",
                 fmt::format("{} is part of every sysroot of {}", name, wish.definition))
          .note("from", "libraries.packages")
          .hint("leave it out there");
    }
  }
  return {};
}

/// What the last lock had of this package.
std::optional<Digest> known_blob(const PackageStanza& stanza,
                                 const Definition& definition,
                                 const Lock* previous)
{
  for (const auto& package :
       previous != nullptr ? previous->packages : std::vector<LockedPackage>()) {
    if (package.archive == definition.archive.name && package.path == stanza.path) {
      return package.sha256;
    }
  }
  return std::nullopt;
}

Result<void> lock_tree(const TreeWish& wish,
                       const Definition& definition,
                       const PackagesIndex& index,
                       const Lock* previous,
                       const ResolveOptions& options,
                       const ResolveContext& context,
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
  CROSSROOT_CHECK(check_wanted(wish, request.omit));
  auto solved = solve(request);
  if (!solved) {
    return std::move(solved).error().during(fmt::format("resolving {}", wish.tree));
  }
  if (wish.archives) {
    for (auto& name : development_packages(index, *solved)) {
      request.wanted.push_back(std::move(name));
    }
    // Some exclude each other; then the link says which archive it lacks.
    if (auto more = solve(request)) {
      solved = std::move(more);
    }
  }
  for (const auto& stanza : *solved) {
    const bool by_parts = index.dialect() == Dialect::apk;
    const auto digest =
        by_parts ? check_apk_package(stanza, definition,
                                     known_blob(stanza, definition, previous), context)
                 : Digest::parse(stanza.sha256);
    if (by_parts && !digest) {
      return digest.error();
    }
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
  if (!definition.archive.folder.empty()) {
    ArchiveReading reading;
    CROSSROOT_TRY(reading.packages, read_folder_archive(definition, arch));
    return reading;
  }
  // Before anybody is asked: without the keys no answer could be accepted.
  CROSSROOT_TRY([[maybe_unused]] const auto keys,
                context.definitions.public_keys(definition));
  if (definition.archive.kind == "rpm") {
    return read_rpm_archive(definition, arch, previous, options, context);
  }
  if (definition.archive.kind == "apk") {
    return read_apk_archive(definition, arch, previous, options, context);
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

/// A tree that is one file is locked as its definition pins it.
Result<void> lock_file(const TreeWish& wish, const Definition& definition, Lock& lock)
{
  for (const auto& name : wish.wanted) {
    if (name != k_whole_tree) {
      return Error(ErrorKind::definition, "resolve",
                   fmt::format("there is no package {} in {}: it is one file", name,
                               definition.name))
          .during(fmt::format("resolving {}", wish.tree));
    }
  }
  const auto& file = definition.archive.files.at(wish.arch);
  lock.packages.push_back({.tree = wish.tree,
                           .name = std::string(k_whole_tree),
                           .version = file.sha256.short_form(),
                           .arch = wish.arch,
                           .archive = definition.archive.name,
                           .path = file.path,
                           .sha256 = file.sha256,
                           .size = file.size_bytes});
  return {};
}

/// Locks trees by index, since an index is read once and its text is most of the memory
/// that locking takes; a tree that stands on another one has to wait for it.
class PackageLocking {
public:
  PackageLocking(const Lock* previous,
                 const ResolveOptions& options,
                 const ResolveContext& context,
                 Lock& lock)
      : previous_(previous), options_(options), context_(context), lock_(lock)
  {
  }

  Result<void> run(std::vector<TreeWish> wishes)
  {
    all_ = wishes;
    while (!wishes.empty()) {
      const auto first = wishes.front();
      CROSSROOT_TRY(const auto definition, context_.definitions.find(first.definition));
      const bool one_file = definition.archive.is_one_file();
      PackagesIndex packages;
      if (!one_file) {
        CROSSROOT_TRY(packages, read_index(definition, first.arch));
      }
      std::vector<TreeWish> later;
      for (auto& wish : wishes) {
        if (wish.definition != first.definition || wish.arch != first.arch ||
            (!wish.above.empty() && !done_.contains(wish.above))) {
          later.push_back(std::move(wish));
          continue;
        }
        auto locked = one_file ? lock_file(wish, definition, lock_)
                               : lock_tree(wish, definition, packages, previous_,
                                           options_, context_, lock_);
        if (!locked) {
          return with_other_cpus(std::move(locked).error(), wish);
        }
        done_.insert(wish.tree);
      }
      CROSSROOT_CHECK(
          check_signed_packages(definition, first.arch, options_, context_, lock_));
      wishes = std::move(later);
    }
    return {};
  }

private:
  Result<PackagesIndex> read_index(const Definition& definition, const std::string& arch)
  {
    const auto old =
        previous_ != nullptr ? previous_->indexes : std::vector<LockedIndex>();
    CROSSROOT_TRY(auto reading,
                  read_archive(definition, arch, old, options_, context_, suites_));
    if (indexed_.insert({definition.name, arch}).second) {
      lock_.indexes.insert(lock_.indexes.end(), reading.indexes.begin(),
                           reading.indexes.end());
    }
    return std::move(reading.packages);
  }

  /// A library may be there for one CPU and not for another: who reads that it is not
  /// there has to know which of the two it is.
  Error with_other_cpus(Error error, const TreeWish& failed)
  {
    std::set<std::string> asked{failed.arch};
    for (const auto& wish : all_) {
      if (failed.above.empty() || wish.above.empty() ||
          wish.definition != failed.definition || !asked.insert(wish.arch).second) {
        continue;
      }
      const auto definition = context_.definitions.find(wish.definition);
      const auto index = definition ? read_index(*definition, wish.arch)
                                    : Result<PackagesIndex>(Error(definition.error()));
      for (const auto& name : failed.wanted) {
        if (index && error.message().find(" " + name + " ") != std::string::npos &&
            !index->named(name).empty()) {
          error =
              std::move(error)
                  .note("cause", fmt::format("{} has it for {} and not for {}",
                                             wish.definition, wish.arch, failed.arch))
                  .hint(fmt::format("libraries.packages = […] in [target.{}], without "
                                    "it and with what has it there",
                                    failed.tree.substr(failed.tree.find(' ') + 1)));
        }
      }
    }
    return error;
  }

  const Lock* previous_;
  const ResolveOptions& options_;
  const ResolveContext& context_;
  Lock& lock_;
  std::vector<TreeWish> all_;
  std::set<std::string> done_;
  std::map<std::string, SignedSuite> suites_;
  std::set<std::pair<std::string, std::string>> indexed_;
};

} // namespace

Result<void> lock_packages(const std::vector<TreeWish>& wishes,
                           const Lock* previous,
                           const ResolveOptions& options,
                           const ResolveContext& context,
                           Lock& lock)
{
  return PackageLocking(previous, options, context, lock).run(wishes);
}

} // namespace crossroot::resolve
