// SPDX-License-Identifier: Apache-2.0
// A recipe for somebody else's program names it by commit, module version or archive.
// The lock pins the bytes, and the store holds them as a tree, so that a build reads a
// folder and never asks where it came from.
#include "resolve/source.hpp"

#include "archive/archive.hpp"
#include "base/text.hpp"
#include "resolve/checksum_database.hpp"
#include "resolve/go_proxy.hpp"
#include "resolve/known.hpp"
#include "resolve/vendored_source.hpp"
#include "sysroot/module_cache.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

constexpr std::uint64_t k_tile_limit = std::uint64_t{1} << 20;

struct ModuleVersion {
  std::string path, version;
};

Result<ModuleVersion> parse_module(const Recipe& recipe)
{
  const auto& text = recipe.source.go;
  const auto at = text.rfind('@');
  if (at == std::string::npos || !text.substr(at + 1).starts_with('v')) {
    return Error(ErrorKind::definition, "source",
                 fmt::format("source.go = \"{}\" names no version", text))
        .at({recipe.file, 0, 0})
        .hint("write it as \"example.com/module@v1.2.3\"");
  }
  return ModuleVersion{.path = text.substr(0, at), .version = text.substr(at + 1)};
}

/// The folder in a module's zip that holds its files.
std::string zip_prefix(const ModuleVersion& module)
{
  return fmt::format("{}@{}/", module.path, module.version);
}

/// As GOPRIVATE: a glob covers what stands below it too.
bool is_private(const Recipe& recipe, const std::string& path)
{
  const auto& globs = recipe.private_modules;
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return matches_glob(glob, path) || matches_glob(glob + "/**", path);
  });
}

/// The hash that the checksum database proves; "" for a module that it must not hear of.
Result<std::string>
proven_hash(const Recipe& recipe, const ModuleVersion& module, const GoProxy& proxy)
{
  if (is_private(recipe, module.path)) {
    return std::string();
  }
  CROSSROOT_TRY(const auto key, NoteKey::parse(go_checksum_key()));
  const ReadDatabase read = [&](const std::string& name) {
    return proxy.get("sumdb/" + key.name + "/" + name, k_tile_limit);
  };
  return look_up_module(module.path, module.version, key, read);
}

Result<KnownBlob> bring_module(const Recipe& recipe,
                               const ModuleVersion& module,
                               const std::string& proven,
                               const GoProxy& proxy,
                               const ResolveContext& context)
{
  CROSSROOT_TRY(const auto path, sysroot::escape_module_name(module.path));
  CROSSROOT_TRY(const auto version, sysroot::escape_module_name(module.version));
  CROSSROOT_TRY(
      const auto blob,
      proxy.get_blob(fmt::format("{}/@v/{}.zip", path, version), recipe.source.go));
  CROSSROOT_TRY(const auto hash,
                archive::go_module_hash(context.store.blob_path(blob.digest)));
  if (!proven.empty() && proven != hash) {
    return Error(ErrorKind::digest_mismatch, "source",
                 fmt::format("{} is not the published one", recipe.source.go))
        .note("expected", proven)
        .note("found", hash);
  }
  CROSSROOT_CHECK(remember_hash(context.store, hash, blob.digest));
  return KnownBlob{blob.digest, blob.size};
}

Result<LockedSource>
lock_go_module(const Recipe& recipe, const Lock* previous, const ResolveContext& context)
{
  CROSSROOT_TRY(const auto module, parse_module(recipe));
  const GoProxy proxy(context);
  CROSSROOT_TRY(const auto proven, proven_hash(recipe, module, proxy));
  auto known = proven.empty() ? std::nullopt : blob_of_hash(context.store, proven);
  if (proven.empty() && previous != nullptr && previous->source.kind == "go" &&
      previous->source.url == module.path &&
      previous->source.revision == module.version &&
      context.store.has_blob(previous->source.sha256)) {
    return previous->source;
  }
  if (!known) {
    CROSSROOT_TRY(known, bring_module(recipe, module, proven, proxy, context));
  }
  return LockedSource{.kind = "go",
                      .url = module.path,
                      .revision = module.version,
                      .sha256 = known->digest,
                      .size = known->size};
}

/// An archive whose digest the recipe names and the store has.
Result<std::optional<LockedSource>> archive_in_store(const Recipe& recipe,
                                                     const store::Store& store)
{
  if (recipe.source.sha256.empty()) {
    return std::optional<LockedSource>();
  }
  CROSSROOT_TRY(const auto digest, Digest::parse(recipe.source.sha256));
  std::error_code failed;
  const auto size =
      store.has_blob(digest) ? fs::file_size(store.blob_path(digest), failed) : 0;
  if (failed || !store.has_blob(digest)) {
    return std::optional<LockedSource>();
  }
  return std::optional(LockedSource{.kind = "archive",
                                    .url = net::url_for_people(recipe.source.archive),
                                    .sha256 = digest,
                                    .size = size});
}

Result<LockedSource> lock_archive(const Recipe& recipe, const ResolveContext& context)
{
  CROSSROOT_TRY(auto known, archive_in_store(recipe, context.store));
  if (known) {
    return std::move(*known);
  }
  CROSSROOT_TRY(auto writer, context.store.write_blob());
  net::Transfer transfer;
  transfer.url = recipe.source.archive;
  transfer.on_bytes = [&](std::span<const std::byte> bytes) {
    return writer->append(bytes);
  };
  transfer.on_restart = [&] { return writer->restart(); };
  CROSSROOT_TRY(const auto status, context.http.run(transfer, context.cancel));
  static_cast<void>(status);
  std::optional<Digest> expected;
  if (!recipe.source.sha256.empty()) {
    CROSSROOT_TRY(expected, Digest::parse(recipe.source.sha256));
  }
  const auto size = writer->size_bytes();
  CROSSROOT_TRY(const auto digest, writer->commit(expected, std::nullopt));
  return LockedSource{.kind = "archive",
                      .url = net::url_for_people(recipe.source.archive),
                      .sha256 = digest,
                      .size = size};
}

Result<TreeDigest>
fetch_git(const Recipe& recipe, const std::string& commit, const ResolveContext& context)
{
  // With the repository: who has not been given the commit by it shall not have it.
  const auto url = net::url_for_people(recipe.source.git);
  return tree_of(context.store,
                 {.name = "source " + url,
                  .entries = {{"commit", commit},
                              {"repository", url},
                              {"rules", std::string(git::k_checkout_version)}}},
                 [&](const fs::path& into) {
                   return git::fetch_commit(recipe.source.git, commit, into, context.git,
                                            context.cancel);
                 });
}

Result<LockedSource> lock_git(const Recipe& recipe, const ResolveContext& context)
{
  CROSSROOT_TRY(const auto commit,
                git::resolve_revision(recipe.source.git, recipe.source.rev, context.git,
                                      context.cancel));
  CROSSROOT_TRY(const auto tree, fetch_git(recipe, commit, context));
  return LockedSource{.kind = "git",
                      .url = net::url_for_people(recipe.source.git),
                      .revision = commit,
                      .sha256 = tree.digest};
}

/// The one folder that an archive usually has at its top is not part of the source.
fs::path skip_single_folder(const fs::path& folder)
{
  fs::path only;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (!only.empty() || !entry.is_directory()) {
      return folder;
    }
    only = entry.path();
  }
  return only.empty() ? folder : only;
}

Result<void> same_source(const LockedSource& source, const Digest& found)
{
  if (found == source.sha256) {
    return {};
  }
  return Error(ErrorKind::digest_mismatch, "source",
               fmt::format("{} is not what was locked", source.url))
      .note("expected", source.sha256.render())
      .note("found", found.render());
}

Error not_there(const LockedSource& source)
{
  return Error(ErrorKind::io, "source",
               fmt::format("the source {} is not in the store", source.url))
      .hint("crossroot fetch");
}

Result<fs::path>
unpacked(const LockedSource& source, store::Store& store, const CancelToken& cancel)
{
  if (!store.has_blob(source.sha256)) {
    return not_there(source);
  }
  archive::UnpackPolicy policy;
  const bool zip = source.kind == "go" || source.url.ends_with(".zip");
  if (source.kind == "go") {
    policy.strip_prefix = zip_prefix({.path = source.url, .version = source.revision});
  }
  const auto blob = store.blob_path(source.sha256);
  CROSSROOT_TRY(
      const auto tree,
      tree_of(store,
              {.name = "source " + source.url,
               .entries = {{"blob", source.sha256.render()},
                           {"kind", zip ? "zip" : "tar"},
                           {"prefix", policy.strip_prefix},
                           {"rules", std::string(archive::k_unpacker_version)}}},
              [&](const fs::path& into) {
                return zip ? archive::unpack_zip(blob, into, policy, cancel)
                           : archive::unpack_tar(blob, into, policy, cancel);
              }));
  const auto path = store.tree_path(tree);
  return source.kind == "archive" ? skip_single_folder(path) : path;
}

} // namespace

Result<LockedSource>
lock_source(const Recipe& recipe, const Lock* previous, const ResolveContext& context)
{
  if (!recipe.source.git.empty()) {
    return lock_git(recipe, context);
  }
  if (!recipe.source.go.empty()) {
    return lock_go_module(recipe, previous, context);
  }
  if (!recipe.source.archive.empty()) {
    return lock_archive(recipe, context);
  }
  return LockedSource{.kind = "path", .url = recipe.source.path};
}

Result<fs::path> open_source(const Recipe& recipe,
                             const LockedSource& source,
                             store::Store& store,
                             const CancelToken& cancel)
{
  if (source.kind == "path") {
    return (recipe.folder / recipe.source.path).lexically_normal();
  }
  if (source.kind == "git") {
    const TreeDigest tree{source.sha256};
    return store.has_tree(tree) ? Result<fs::path>(store.tree_path(tree))
                                : not_there(source);
  }
  return unpacked(source, store, cancel);
}

Result<void> bring_source(const Recipe& recipe,
                          const LockedSource& source,
                          const ResolveContext& context)
{
  if (source.kind != "git" || context.store.has_tree({source.sha256})) {
    return {};
  }
  const auto mirrored = unpack_from_mirrors(source, context);
  if (mirrored ? *mirrored : mirrored.error().kind() == ErrorKind::interrupted) {
    return mirrored ? Result<void>() : Result<void>(mirrored.error());
  }
  auto found = fetch_git(recipe, source.revision, context);
  if (!found) {
    // A mirror that gave other files matters more than a repository that is gone.
    return mirrored ? std::move(found).error() : mirrored.error();
  }
  return same_source(source, found->digest);
}

} // namespace crossroot::resolve
