// SPDX-License-Identifier: Apache-2.0
#include "catalog/kernels.hpp"

#include "base/toml.hpp"
#include "catalog/embedded_tables.hpp"

#include <algorithm>
#include <stdexcept>

namespace crossroot::catalog {

namespace {

Version read_version(TomlReader& reader, std::string_view key)
{
  const auto text = reader.string(key);
  auto version = Version::parse(text);
  if (!version) {
    reader.refuse(std::move(version).error().at(reader.position_of(key)));
    return {};
  }
  return *version;
}

KernelAsker libc_by_name(TomlReader& reader)
{
  const auto name = reader.string("name");
  if (name != "glibc" && name != "musl") {
    reader.refuse(Error(ErrorKind::definition, "catalog", "name is glibc or musl")
                      .at(reader.position_of("name")));
  }
  return name == "musl" ? KernelAsker::musl : KernelAsker::glibc;
}

Result<KernelFloor> read_row(const TomlTable& table, std::string_view kind)
{
  TomlReader reader(table, "[[" + std::string(kind) + "]]");
  KernelFloor row;
  row.asker = kind == "machine" ? KernelAsker::machine : KernelAsker::go;
  if (kind == "libc") {
    row.asker = libc_by_name(reader);
  }
  if (kind == "machine") {
    row.arch = reader.string("arch");
  } else {
    row.since = read_version(reader, "since");
    row.arch = reader.optional_string("arch").value_or("");
  }
  row.kernel = read_version(reader, "kernel");
  row.source = reader.string("source");
  CROSSROOT_CHECK(reader.finish());
  return row;
}

} // namespace

Result<std::vector<KernelFloor>> parse_kernel_floors(std::string_view toml,
                                                     const std::string& file)
{
  CROSSROOT_TRY(const auto document, parse_toml(toml, file));
  TomlReader reader(document, "the document");
  if (reader.integer("schema") != 1) {
    reader.refuse(Error(ErrorKind::definition, "catalog", "this program reads schema 1")
                      .at(reader.position_of("schema")));
  }
  std::vector<KernelFloor> rows;
  for (const auto* const kind : {"go", "machine", "libc"}) {
    for (const auto* const table : reader.tables(kind)) {
      CROSSROOT_TRY(auto row, read_row(*table, kind));
      rows.push_back(std::move(row));
    }
  }
  CROSSROOT_CHECK(reader.finish());
  return rows;
}

const std::vector<KernelFloor>& kernel_floors()
{
  static const auto rows = [] {
    auto parsed = parse_kernel_floors(embedded_tables().at("kernel-floors.toml"),
                                      "kernel-floors.toml");
    if (!parsed) {
      throw std::logic_error(parsed.error().render()); // a test reads it: cannot ship so
    }
    return *std::move(parsed);
  }();
  return rows;
}

Version kernel_for(KernelAsker asker, const Version& release, std::string_view go_arch)
{
  Version newest;
  for (const auto& row : kernel_floors()) {
    const bool applies = row.asker == asker &&
                         (row.arch.empty() || row.arch == go_arch) &&
                         (asker == KernelAsker::machine || row.since <= release);
    newest = applies ? std::max(newest, row.kernel) : newest;
  }
  return newest;
}

} // namespace crossroot::catalog
