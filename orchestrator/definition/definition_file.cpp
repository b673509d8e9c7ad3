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

void check_keys(TomlReader& reader,
                const std::vector<std::string>& keys,
                const ArchiveDefinition& archive)
{
  const auto& kind = archive.kind;
  const auto hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
  };
  for (const auto& key : keys) {
    if (kind == "apk" ? !Digest::parse(key).has_value()
                      : key.size() != 40 || !std::all_of(key.begin(), key.end(), hex)) {
      reader.refuse(Error(ErrorKind::definition, "definition",
                          fmt::format("\"{}\" is no key fingerprint", key))
                        .at(reader.position_of("keys"))
                        .hint(kind == "apk" ? "write the SHA-256 of the public key in DER"
                                            : "write its 40 hexadecimal digits in upper "
                                              "case"));
    }
  }
  if (!keys.empty() && !archive.folder.empty()) {
    reader.refuse(Error(ErrorKind::definition, "definition",
                        "packages of a folder have no index that a key could sign")
                      .at(reader.position_of("keys"))
                      .hint("leave it out: the lock holds their digests"));
  }
  if (keys.empty() && !archive.is_one_file() && archive.folder.empty()) {
    reader.refuse(Error(ErrorKind::definition, "definition",
                        "a definition without keys would trust every mirror")
                      .at(reader.position_of("keys"))
                      .hint("keys = [\"<fingerprint>\"]"));
  }
}

/// What only archives of rpm packages say.
void read_rpm_keys(TomlReader& reader, ArchiveDefinition& archive)
{
  archive.layout = reader.string("layout", "{suite}/{component}/{arch}/os");
  archive.layouts = reader.string_map("layouts");
  const auto signs = reader.string("signed", "index");
  archive.signs = second_of(reader, "signed", signs, "index", "packages")
                      ? ArchiveDefinition::Signed::packages
                      : ArchiveDefinition::Signed::index;
}

/// [archive.files.ARCH]: a whole tree in one file.
Result<std::map<std::string, ArchiveDefinition::File>> read_files(const TomlTable* table,
                                                                  const std::string& kind)
{
  std::map<std::string, ArchiveDefinition::File> files;
  if (table == nullptr) {
    return Error(
        ErrorKind::definition, "definition",
        fmt::format("an archive of kind \"{}\" has no [archive.files.ARCH]", kind));
  }
  for (const auto& [arch, member] : table->members) {
    const auto* const own = member.value.table();
    if (own == nullptr) {
      return Error(ErrorKind::definition, "definition",
                   fmt::format("archive.files.{} is no table", arch))
          .at(member.key_position);
    }
    TomlReader reader(*own, fmt::format("[archive.files.{}]", arch));
    ArchiveDefinition::File file{.path = reader.string("path")};
    file.strip = reader.string("strip", "");
    const auto size = reader.integer("size");
    file.size_bytes = size < 0 ? 0 : static_cast<std::uint64_t>(size);
    auto digest = Digest::parse(reader.string("sha256"));
    if (!digest) {
      reader.refuse(std::move(digest).error().at(reader.position_of("sha256")));
    } else {
      file.sha256 = *digest;
    }
    CROSSROOT_CHECK(reader.finish());
    files.emplace(arch, std::move(file));
  }
  return files;
}

/// archive.folder stands below the definition's own folder.
void read_folder(TomlReader& reader, const std::string& file, ArchiveDefinition& archive)
{
  const auto folder = reader.optional_string("folder");
  if (!folder) {
    return;
  }
  if (archive.kind != "deb") {
    reader.refuse(Error(ErrorKind::definition, "definition",
                        fmt::format("a folder of {} files is no archive", archive.kind))
                      .at(reader.position_of("folder"))
                      .hint("only .deb files are read one by one; make a signed "
                            "repository of others, and give it by --mirror"));
  }
  archive.folder =
      (std::filesystem::path(file).parent_path() / *folder).lexically_normal().string();
}

Result<ArchiveDefinition> read_archive(const TomlTable* table, const std::string& file)
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
  static const std::vector<std::string> k_kinds{"deb", "rpm", "apk", "tar", "zip"};
  if (!archive.kind.empty() &&
      std::find(k_kinds.begin(), k_kinds.end(), archive.kind) == k_kinds.end()) {
    reader.refuse(
        Error(ErrorKind::definition, "definition",
              fmt::format("archives of kind \"{}\" cannot be read", archive.kind))
            .at(reader.position_of("kind"))
            .hint("the kinds are " + join(k_kinds, ", ")));
  }
  read_folder(reader, file, archive);
  if (archive.kind == "rpm") {
    read_rpm_keys(reader, archive);
  } else if (archive.kind == "apk") {
    archive.layout = reader.string("layout", "{suite}/{component}/{arch}");
  }
  if (archive.is_one_file()) {
    CROSSROOT_TRY(archive.files, read_files(reader.table("files"), archive.kind));
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

/// No release of LLVM has a place that could be guessed.
void check_tools(TomlReader& reader, const Definition& d)
{
  for (const auto* tool : {"clang", "ld.lld"}) {
    if (d.role == Definition::Role::toolchain && !d.tools.contains(tool)) {
      reader.refuse(Error(ErrorKind::definition, "definition",
                          fmt::format("a toolchain without {} compiles nothing", tool))
                        .at(reader.position_of("tools"))
                        .hint(fmt::format("[tools] \"{}\" = \"usr/…/{}\"", tool, tool)));
    }
  }
}

/// What the archive's kind asks of the rest.
void check_kind(TomlReader& reader, Definition& d)
{
  check_keys(reader, d.keys, d.archive);
  if (d.archive.is_one_file()) {
    d.by_name = true;
    for (const auto& [arch, file] : d.archive.files) {
      d.architectures.push_back(arch);
    }
  } else if (!d.archive.folder.empty()) {
    d.by_name = true;
  } else if (!reader.has("suite")) {
    reader.string("suite"); // for its message
  }
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
  d.suite = reader.string("suite", "");
  d.components = reader.strings("components");
  d.architectures = reader.strings("architectures");
  d.libc_kind =
      second_of(reader, "libc-kind", reader.string("libc-kind", "glibc"), "glibc", "musl")
          ? Libc::musl
          : Libc::glibc;
  d.by_name = second_of(reader, "chosen", reader.string("chosen", "by-floor"), "by-floor",
                        "by-name");
  d.libc = read_version(reader, "libc");
  d.libstdcxx = read_version(reader, "libstdcxx");
  d.kernel_headers = read_version(reader, "kernel-headers");
  d.end_of_support = reader.optional_date("end-of-support");
  d.keys = reader.strings("keys");
  d.omit = reader.strings("omit");
  d.programs = reader.strings("programs");
  d.prune = reader.strings("prune");
  const auto* archive = reader.table("archive");
  const auto* packages = reader.table("packages");
  d.tools = reader.string_map("tools");
  check_tools(reader, d);
  const auto place = [&](Error error) {
    return error.position() ? std::move(error) : std::move(error).at({file, 0, 0});
  };
  auto read = read_archive(archive, file);
  if (read) {
    d.archive = std::move(read).value();
    check_kind(reader, d);
  }
  CROSSROOT_CHECK(reader.finish());
  if (!read) {
    return place(std::move(read).error());
  }
  if (d.archive.is_one_file()) {
    d.packages["base"] = {std::string(k_whole_tree)};
    return d;
  }
  if (!d.archive.folder.empty() && packages == nullptr) {
    return d; // libraries only
  }
  auto wanted = read_packages(packages);
  if (!wanted) {
    return place(std::move(wanted).error());
  }
  d.packages = std::move(wanted).value();
  return d;
}

} // namespace crossroot
