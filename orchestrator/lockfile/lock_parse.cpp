// SPDX-License-Identifier: Apache-2.0
// The other half of lock_render.cpp. A lock is outside input: a merge conflict, an
// editor or another version of this program may have been at it. Whatever the schema
// does not have is refused with its place, since a key that is silently dropped could
// be the one that pins something.
#include "base/toml.hpp"
#include "lockfile/lockfile.hpp"

#include <fmt/format.h>

namespace crossroot {

namespace {

Digest read_digest(TomlReader& reader, std::string_view key)
{
  const auto text = reader.optional_string(key);
  if (!text) {
    return {};
  }
  auto digest = Digest::parse(*text);
  if (!digest) {
    reader.refuse(std::move(digest).error().at(reader.position_of(key)));
    return {};
  }
  return digest.value();
}

std::uint64_t read_size(TomlReader& reader, std::string_view key)
{
  const auto size = reader.integer(key, 0);
  if (size < 0) {
    reader.refuse(
        Error(ErrorKind::definition, "lock", fmt::format("{} is a negative size", size))
            .at(reader.position_of(key)));
    return 0;
  }
  return static_cast<std::uint64_t>(size);
}

/// A path below a mirror's URL: relative, and nothing in it climbs.
std::string read_path(TomlReader& reader, std::string_view key)
{
  auto path = reader.string(key);
  if (path.starts_with('/') || ("/" + path + "/").find("/../") != std::string::npos) {
    reader.refuse(Error(ErrorKind::definition, "lock",
                        fmt::format("\"{}\" leaves the archive", path))
                      .at(reader.position_of(key)));
  }
  return path;
}

Result<LockedIndex> read_index(const TomlTable& table)
{
  TomlReader reader(table, "indexes");
  LockedIndex index;
  index.definition = reader.string("definition");
  index.archive = reader.string("archive");
  index.suite = reader.string("suite");
  index.arch = reader.string("arch");
  index.date = reader.string("date");
  index.snapshot = reader.string("snapshot", "");
  index.key = reader.string("key");
  index.expired = reader.boolean("expired", false);
  index.in_release = read_digest(reader, "in-release");
  index.signature = read_digest(reader, "signature");
  index.packages_path = read_path(reader, "path");
  index.packages_size = read_size(reader, "size");
  index.packages = read_digest(reader, "sha256");
  CROSSROOT_CHECK(reader.finish());
  return index;
}

Result<LockedPackage> read_package(const TomlTable& table)
{
  TomlReader reader(table, "packages");
  LockedPackage package;
  package.tree = reader.string("tree");
  package.name = reader.string("name");
  package.version = reader.string("version");
  package.arch = reader.string("arch");
  package.archive = reader.string("archive");
  package.path = read_path(reader, "path");
  package.size = read_size(reader, "size");
  package.sha256 = read_digest(reader, "sha256");
  CROSSROOT_CHECK(reader.finish());
  return package;
}

Result<LockedModule> read_module(const TomlTable& table)
{
  TomlReader reader(table, "modules");
  LockedModule module;
  module.path = reader.string("path");
  module.version = reader.string("version");
  module.h1 = reader.string("h1", "");
  module.mod = read_digest(reader, "mod");
  module.mod_size = read_size(reader, "mod-size");
  module.zip = read_digest(reader, "zip");
  module.zip_size = read_size(reader, "zip-size");
  CROSSROOT_CHECK(reader.finish());
  return module;
}

Result<LockedSdk> read_sdk(const TomlTable& table)
{
  TomlReader reader(table, "sdk");
  LockedSdk sdk;
  sdk.version = reader.string("version", "");
  sdk.host = reader.string("host", "");
  sdk.kind = reader.string("kind", "");
  sdk.module = reader.string("module", "");
  sdk.h1 = reader.string("h1", "");
  sdk.size = read_size(reader, "size");
  sdk.sha256 = read_digest(reader, "sha256");
  CROSSROOT_CHECK(reader.finish());
  return sdk;
}

Result<LockedSource> read_source(const TomlTable& table)
{
  TomlReader reader(table, "source");
  LockedSource source;
  source.kind = reader.string("kind", "");
  source.url = reader.string("url", "");
  source.revision = reader.string("revision", "");
  source.size = read_size(reader, "size");
  source.sha256 = read_digest(reader, "sha256");
  CROSSROOT_CHECK(reader.finish());
  return source;
}

template <class Entry>
Result<std::vector<Entry>> read_all(const std::vector<const TomlTable*>& tables,
                                    Result<Entry> (*read)(const TomlTable&))
{
  std::vector<Entry> out;
  for (const auto* table : tables) {
    CROSSROOT_TRY(auto entry, read(*table));
    out.push_back(std::move(entry));
  }
  return out;
}

} // namespace

Result<Lock> parse_lock(std::string_view toml, const std::string& file)
{
  CROSSROOT_TRY(const auto table, parse_toml(toml, file));
  TomlReader reader(table, "the lock");
  const auto schema = reader.integer("schema");
  if (reader.has("schema") && schema != Lock::k_schema) {
    return Error(ErrorKind::lock_stale, "schema",
                 fmt::format("the lock has schema {}; this crossroot reads {}", schema,
                             Lock::k_schema))
        .at(reader.position_of("schema"))
        .hint("crossroot lock");
  }
  Lock lock;
  lock.inputs = reader.string_map("inputs");
  const auto* source = reader.table("source");
  const auto* sdk = reader.table("sdk");
  const auto indexes = reader.tables("indexes");
  const auto packages = reader.tables("packages");
  const auto modules = reader.tables("modules");
  CROSSROOT_CHECK(reader.finish());
  if (source != nullptr) {
    CROSSROOT_TRY(lock.source, read_source(*source));
  }
  if (sdk != nullptr) {
    CROSSROOT_TRY(lock.sdk, read_sdk(*sdk));
  }
  CROSSROOT_TRY(lock.indexes, read_all(indexes, &read_index));
  CROSSROOT_TRY(lock.packages, read_all(packages, &read_package));
  CROSSROOT_TRY(lock.modules, read_all(modules, &read_module));
  return lock;
}

} // namespace crossroot
