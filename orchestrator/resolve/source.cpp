// SPDX-License-Identifier: Apache-2.0
// A recipe for somebody else's program names it by commit, module version or archive.
// The lock pins the bytes, and the store holds them as a tree, so that a build reads a
// folder and never asks where it came from.
#include "resolve/source.hpp"

#include "archive/archive.hpp"
#include "base/text.hpp"
#include "resolve/checksum_database.hpp"
#include "resolve/go_proxy.hpp"
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

Result<LockedSource> lock_go_module(const Recipe& recipe, const ResolveContext& context)
{
  CROSSROOT_TRY(const auto module, parse_module(recipe));
  CROSSROOT_TRY(const auto path, sysroot::escape_module_name(module.path));
  CROSSROOT_TRY(const auto version, sysroot::escape_module_name(module.version));
  const GoProxy proxy(context);
  CROSSROOT_TRY(
      const auto blob,
      proxy.get_blob(fmt::format("{}/@v/{}.zip", path, version), recipe.source.go));
  CROSSROOT_TRY(const auto hash,
                archive::go_module_hash(context.store.blob_path(blob.digest)));
  if (!is_private(recipe, module.path)) {
    CROSSROOT_TRY(const auto key, NoteKey::parse(go_checksum_key()));
    const ReadDatabase read = [&](const std::string& name) {
      return proxy.get("sumdb/" + key.name + "/" + name, k_tile_limit);
    };
    CROSSROOT_TRY(const auto proven,
                  look_up_module(module.path, module.version, key, read));
    if (proven != hash) {
      return Error(ErrorKind::digest_mismatch, "source",
                   fmt::format("{} is not the published one", recipe.source.go))
          .note("expected", proven)
          .note("found", hash);
    }
  }
  return LockedSource{.kind = "go",
                      .url = module.path,
                      .revision = module.version,
                      .sha256 = blob.digest,
                      .size = blob.size};
}

Result<LockedSource> lock_archive(const Recipe& recipe, const ResolveContext& context)
{
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
  CROSSROOT_TRY(auto folder, context.store.staging("git"));
  CROSSROOT_CHECK(git::fetch_commit(recipe.source.git, commit, folder.path(), context.git,
                                    context.cancel));
  return context.store.publish_tree(std::move(folder));
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
  CROSSROOT_TRY(auto folder, store.staging("source"));
  archive::UnpackPolicy policy;
  const auto blob = store.blob_path(source.sha256);
  if (source.kind == "go") {
    policy.strip_prefix = zip_prefix({.path = source.url, .version = source.revision});
    CROSSROOT_CHECK(archive::unpack_zip(blob, folder.path(), policy, cancel));
  } else if (source.url.ends_with(".zip")) {
    CROSSROOT_CHECK(archive::unpack_zip(blob, folder.path(), policy, cancel));
  } else {
    CROSSROOT_CHECK(archive::unpack_tar(blob, folder.path(), policy, cancel));
  }
  CROSSROOT_TRY(const auto tree, store.publish_tree(std::move(folder)));
  const auto path = store.tree_path(tree);
  return source.kind == "archive" ? skip_single_folder(path) : path;
}

} // namespace

Result<LockedSource> lock_source(const Recipe& recipe, const ResolveContext& context)
{
  if (!recipe.source.git.empty()) {
    return lock_git(recipe, context);
  }
  if (!recipe.source.go.empty()) {
    return lock_go_module(recipe, context);
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
  const bool there = source.kind == "path" ||
                     (source.kind == "git" ? context.store.has_tree({source.sha256})
                                           : context.store.has_blob(source.sha256));
  if (there) {
    return {};
  }
  if (source.kind == "git") {
    CROSSROOT_TRY(const auto found, fetch_git(recipe, source.revision, context));
    return same_source(source, found.digest);
  }
  CROSSROOT_TRY(const auto found, source.kind == "go" ? lock_go_module(recipe, context)
                                                      : lock_archive(recipe, context));
  return same_source(source, found.sha256);
}

} // namespace crossroot::resolve
