// SPDX-License-Identifier: Apache-2.0
// A lock is code: it names the compiler. A build believes it; the audit does not. Each
// digest is followed back to something that nobody could have slipped in with the lock:
// a package to the Packages file that lists it, that to the InRelease that lists it, and
// that to a key of the definition; a module to go.sum; the SDK to its hash.
#include "archive/archive.hpp"
#include "resolve/apk_archive.hpp"
#include "resolve/archive_index.hpp"
#include "resolve/folder_archive.hpp"
#include "resolve/go_sum.hpp"
#include "resolve/module_lock.hpp"
#include "resolve/resolve.hpp"
#include "resolve/rpm_archive.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

Error broken(std::string what, std::string why)
{
  return Error(ErrorKind::digest_mismatch, "audit", std::move(what))
      .note("cause", std::move(why))
      .hint("crossroot lock, and look at what changes");
}

/// InRelease by its digest: from the store, else from wherever still has it.
Result<std::string> in_release_of(const LockedIndex& index, const ResolveContext& context)
{
  if (context.store.has_blob(index.in_release)) {
    return context.store.read_blob(index.in_release);
  }
  const auto sources = context.sources.find(index.archive);
  if (sources != context.sources.end()) {
    for (const auto& source : sources->second) {
      const auto bytes =
          context.http.get(fmt::format("{}/dists/{}/InRelease", source.url, index.suite),
                           std::uint64_t{16} << 20, context.cancel);
      if (bytes && Digest::of(*bytes) == index.in_release) {
        CROSSROOT_CHECK(context.store.put_blob(*bytes));
        return *bytes;
      }
    }
  }
  return Error(ErrorKind::io, "audit",
               fmt::format("no source has the index of {} of {}", index.definition,
                           index.date))
      .hint("--mirror debian=URL of a snapshot");
}

Result<SignedSuite> audit_index(const LockedIndex& index,
                                const Definition& definition,
                                const ResolveContext& context)
{
  CROSSROOT_TRY(const auto bytes, in_release_of(index, context));
  CROSSROOT_TRY(auto suite, judge_suite(definition, bytes, index.expired, context));
  const auto prefix = fmt::format("dists/{}/", index.suite);
  const auto name = index.packages_path.starts_with(prefix)
                        ? index.packages_path.substr(prefix.size())
                        : index.packages_path;
  const auto listed = suite.release.files.find(name);
  if (listed == suite.release.files.end() || listed->second.sha256 != index.packages ||
      listed->second.size != index.packages_size) {
    return broken(fmt::format("the lock's {} is not the signed one", index.packages_path),
                  "the InRelease of the lock lists other bytes");
  }
  CROSSROOT_CHECK(bring_index(index, context));
  return suite;
}

/// The packages that an index vouches for, by whatever the definition's archive signs.
Result<PackagesIndex> audited_packages(const LockedIndex& index,
                                       const Definition& definition,
                                       const ResolveContext& context)
{
  if (definition.archive.kind == "rpm") {
    CROSSROOT_CHECK(bring_rpm_index(index, context));
    return audit_rpm_index(index, definition, context);
  }
  if (definition.archive.kind == "apk") {
    return audit_apk_index(index, definition, context);
  }
  CROSSROOT_TRY(const auto suite, audit_index(index, definition, context));
  return read_packages({index}, suite, context.store);
}

/// An index that knows a package by its parts is asked for each of them.
bool same_bytes(const PackageStanza& stanza,
                const LockedPackage& package,
                const Definition& definition,
                const ResolveContext& context)
{
  if (definition.archive.kind != "apk") {
    return stanza.sha256 == package.sha256.render();
  }
  const auto digest = check_apk_package(stanza, definition, package.sha256, context);
  return digest && *digest == package.sha256;
}

Result<void> audit_package(const LockedPackage& package,
                           const PackagesIndex& index,
                           const Definition& definition,
                           const ResolveContext& context)
{
  const auto numbers = index.named(package.name);
  const auto same = [&](std::uint32_t number) {
    const auto& stanza = index.stanzas()[number];
    return stanza.version == package.version && stanza.arch == package.arch &&
           same_bytes(stanza, package, definition, context) &&
           stanza.size == std::to_string(package.size) && stanza.path == package.path;
  };
  if (std::none_of(numbers.begin(), numbers.end(), same)) {
    return broken(fmt::format("{} {} ({}) is not in the signed index", package.name,
                              package.version, package.tree),
                  "version, place, size or SHA-256 differ");
  }
  return {};
}

/// "sysroot x86_64-linux-gnu debian-11", "toolchain llvm-19": the definition is last;
/// for libraries only the architecture is known, so every index of it may vouch.
bool may_vouch(const LockedIndex& index, const LockedPackage& package, const Lock& lock)
{
  const auto name = package.tree.substr(package.tree.rfind(' ') + 1);
  const bool named =
      !package.tree.starts_with("libraries ") && // a target may be called "debian-12"
      std::any_of(lock.indexes.begin(), lock.indexes.end(),
                  [&](const LockedIndex& i) { return i.definition == name; });
  return index.archive == package.archive &&
         (named ? index.definition == name : package.tree.starts_with("libraries ")) &&
         (fits_every_cpu(package.arch) || package.arch == index.arch);
}

/// Whether a definition pins the file by itself, as it does one that is a whole tree.
bool is_pinned(const LockedPackage& package, const Definitions& definitions)
{
  const auto name = package.tree.substr(package.tree.rfind(' ') + 1);
  const auto definition = definitions.all().find(name);
  if (definition == definitions.all().end() ||
      !definition->second.archive.is_one_file()) {
    return false;
  }
  const auto& files = definition->second.archive.files;
  const auto file = files.find(package.arch);
  return file != files.end() && file->second.sha256 == package.sha256 &&
         file->second.size_bytes == package.size;
}

/// What lies in a definition's folder vouches for itself: whoever may change the folder
/// may change the lock. Nothing for packages of other archives.
std::optional<Result<void>> audit_by_folder(const LockedPackage& package,
                                            const ResolveContext& context)
{
  for (const auto& [name, definition] : context.definitions.all()) {
    if (!definition.archive.folder.empty() &&
        definition.archive.name == package.archive) {
      const auto packages = read_folder_archive(definition, package.arch);
      return packages ? audit_package(package, *packages, definition, context)
                      : Result<void>(Error(packages.error()));
    }
  }
  return std::nullopt;
}

Result<void> audit_packages(const Lock& lock, const ResolveContext& context)
{
  std::vector<bool> vouched(lock.packages.size(), false);
  std::vector<std::optional<Error>> problems(lock.packages.size());
  for (const auto& index : lock.indexes) {
    CROSSROOT_TRY(const auto definition, context.definitions.find(index.definition));
    CROSSROOT_TRY(const auto packages, audited_packages(index, definition, context));
    const bool signed_themselves =
        definition.archive.signs == ArchiveDefinition::Signed::packages;
    for (std::size_t i = 0; i < lock.packages.size(); ++i) {
      if (vouched[i] || !may_vouch(index, lock.packages[i], lock)) {
        continue;
      }
      auto checked = audit_package(lock.packages[i], packages, definition, context);
      vouched[i] = checked.has_value();
      if (checked && signed_themselves) {
        CROSSROOT_TRY(
            [[maybe_unused]] const auto key,
            check_rpm_packages(definition, {lock.packages[i]}, index.expired, context));
      }
      if (!checked) {
        problems[i] = std::move(checked).error();
      }
    }
  }
  for (std::size_t i = 0; i < lock.packages.size(); ++i) {
    if (const auto folder =
            vouched[i] ? std::nullopt : audit_by_folder(lock.packages[i], context)) {
      CROSSROOT_CHECK(*folder);
      continue;
    }
    if (!vouched[i] && !is_pinned(lock.packages[i], context.definitions)) {
      return problems[i]
                 ? std::move(*problems[i])
                 : broken(fmt::format("no index vouches for {} ({})",
                                      lock.packages[i].name, lock.packages[i].tree),
                          "the lock has none for its definition");
    }
  }
  return {};
}

Result<void> audit_modules(const Recipe& recipe,
                           const Lock& lock,
                           const fs::path& source,
                           const ResolveContext& context)
{
  CROSSROOT_TRY(
      const auto sums,
      read_sums(recipe.source.module.empty() ? source : source / recipe.source.module));
  for (const auto& module : lock.modules) {
    const auto name = fmt::format("{} {}", module.path, module.version);
    if (context.store.has_blob(module.mod)) {
      CROSSROOT_TRY(const auto mod, context.store.read_blob(module.mod));
      const auto sum = sums.find(name + "/go.mod");
      if (sum == sums.end() || sum->second != go_mod_hash(mod)) {
        return broken(fmt::format("go.mod of {} is not the one of go.sum", name),
                      sum == sums.end() ? "go.sum does not have it" : "the hash differs");
      }
    }
    if (module.zip == Digest()) {
      continue;
    }
    const auto sum = sums.find(name);
    if (sum == sums.end() || sum->second != module.h1) {
      return broken(fmt::format("{} is not the one of go.sum", name),
                    sum == sums.end() ? "go.sum does not have it" : "the hash differs");
    }
    if (context.store.has_blob(module.zip)) {
      CROSSROOT_TRY(const auto hash,
                    archive::go_module_hash(context.store.blob_path(module.zip)));
      if (hash != module.h1) {
        return broken(fmt::format("the zip of {} is not the one of go.sum", name),
                      "the hash differs");
      }
    }
  }
  return {};
}

Result<void> audit_sdk(const LockedSdk& sdk, const ResolveContext& context)
{
  if (sdk.kind != "module" || !context.store.has_blob(sdk.sha256)) {
    return {};
  }
  CROSSROOT_TRY(const auto hash,
                archive::go_module_hash(context.store.blob_path(sdk.sha256)));
  if (hash != sdk.h1) {
    return broken(fmt::format("the Go SDK {} is not the one of its hash", sdk.version),
                  fmt::format("expected {}, found {}", sdk.h1, hash));
  }
  return {};
}

} // namespace

Result<void> audit(const Recipe& recipe,
                   const Lock& lock,
                   const fs::path& source,
                   const ResolveContext& context)
{
  CROSSROOT_CHECK(audit_packages(lock, context));
  CROSSROOT_CHECK(audit_modules(recipe, lock, source, context));
  return audit_sdk(lock.sdk, context);
}

} // namespace crossroot::resolve
