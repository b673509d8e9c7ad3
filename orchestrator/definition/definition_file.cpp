// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "definition/definition.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot {

namespace {

Version read_version(TomlReader& reader, std::string_view key)
{
  const auto text = reader.optional_string(key);
  if (!text) {
    return {};
  }
  auto version = Version::parse(*text);
  if (!version) {
    reader.refuse(std::move(version).error().at(reader.position_of(key)));
    return {};
  }
  return std::move(version).value();
}

/// One of two spellings; anything else is refused with the nearest.
bool second_of(TomlReader& reader,
               std::string_view key,
               const std::string& word,
               const std::string& first,
               const std::string& second)
{
  if (word != first && word != second && !word.empty()) {
    const std::vector<std::string> words{first, second};
    auto error = Error(ErrorKind::definition, "definition",
                       fmt::format("\"{}\" is no {}", word, key))
                     .at(reader.position_of(key));
    const auto near = nearest(word, words);
    reader.refuse(std::move(error).hint(
        near ? fmt::format("did you mean \"{}\"?", *near)
             : fmt::format("write \"{}\" or \"{}\"", first, second)));
  }
  return word == second;
}

void check_keys(TomlReader& reader, const std::vector<std::string>& keys)
{
  const auto hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
  };
  for (const auto& key : keys) {
    if (key.size() != 40 || !std::all_of(key.begin(), key.end(), hex)) {
      reader.refuse(Error(ErrorKind::definition, "definition",
                          fmt::format("\"{}\" is no key fingerprint", key))
                        .at(reader.position_of("keys"))
                        .hint("write its 40 hexadecimal digits in upper case"));
    }
  }
  if (keys.empty()) {
    reader.refuse(Error(ErrorKind::definition, "definition",
                        "a definition without keys would trust every mirror")
                      .at(reader.position_of("keys"))
                      .hint("keys = [\"<fingerprint>\"]"));
  }
}

Result<ArchiveDefinition> read_archive(const TomlTable* table)
{
  ArchiveDefinition archive;
  if (table == nullptr) {
    return Error(ErrorKind::definition, "definition", "there is no [archive] table");
  }
  TomlReader reader(*table, "[archive]");
  archive.name = reader.string("name");
  archive.kind = reader.string("kind");
  archive.upstream = reader.strings("upstream");
  archive.snapshot = reader.string("snapshot", "");
  if (!archive.kind.empty() && archive.kind != "deb") {
    reader.refuse(
        Error(ErrorKind::definition, "definition",
              fmt::format("archives of kind \"{}\" cannot be read", archive.kind))
            .at(reader.position_of("kind"))
            .hint("kind = \"deb\""));
  }
  CROSSROOT_CHECK(reader.finish());
  return archive;
}

Result<std::map<std::string, std::vector<std::string>>>
read_packages(const TomlTable* table)
{
  std::map<std::string, std::vector<std::string>> packages;
  if (table == nullptr) {
    return Error(ErrorKind::definition, "definition", "there is no [packages] table");
  }
  TomlReader reader(*table, "[packages]");
  for (const auto* feature : {"base", "c++", "runtime"}) {
    auto names = reader.strings(feature);
    if (!names.empty()) {
      packages[feature] = std::move(names);
    }
  }
  CROSSROOT_CHECK(reader.finish());
  return packages;
}

} // namespace

Result<Definition> parse_definition(std::string_view toml, const std::string& file)
{
  CROSSROOT_TRY(const auto table, parse_toml(toml, file));
  TomlReader reader(table, "the definition");
  Definition d;
  d.name = std::filesystem::path(file).stem().string();
  d.digest = Digest::of(toml);
  if (reader.integer("schema") != 1) {
    reader.refuse(Error(ErrorKind::definition, "schema", "this crossroot reads schema 1")
                      .at(reader.position_of("schema")));
  }
  d.role = second_of(reader, "role", reader.string("role"), "sysroot", "toolchain")
               ? Definition::Role::toolchain
               : Definition::Role::sysroot;
  d.suite = reader.string("suite");
  d.components = reader.strings("components");
  d.architectures = reader.strings("architectures");
  d.libc_kind =
      second_of(reader, "libc-kind", reader.string("libc-kind", "glibc"), "glibc", "musl")
          ? Libc::musl
          : Libc::glibc;
  d.libc = read_version(reader, "libc");
  d.libstdcxx = read_version(reader, "libstdcxx");
  d.kernel_headers = read_version(reader, "kernel-headers");
  d.end_of_support = reader.optional_date("end-of-support");
  d.keys = reader.strings("keys");
  check_keys(reader, d.keys);
  d.omit = reader.strings("omit");
  d.prune = reader.strings("prune");
  const auto* archive = reader.table("archive");
  const auto* packages = reader.table("packages");
  d.tools = reader.string_map("tools");
  CROSSROOT_CHECK(reader.finish());
  const auto place = [&](Error error) {
    return error.position() ? std::move(error) : std::move(error).at({file, 0, 0});
  };
  auto read = read_archive(archive);
  if (!read) {
    return place(std::move(read).error());
  }
  d.archive = std::move(read).value();
  auto wanted = read_packages(packages);
  if (!wanted) {
    return place(std::move(wanted).error());
  }
  d.packages = std::move(wanted).value();
  return d;
}

} // namespace crossroot
