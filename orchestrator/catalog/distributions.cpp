// SPDX-License-Identifier: Apache-2.0
#include "catalog/distributions.hpp"

#include "catalog/embedded_tables.hpp"

#include <stdexcept>

namespace crossroot::catalog {

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
  return *version;
}

Result<Distribution> read_distribution(const TomlTable& table)
{
  TomlReader reader(table, "[[distribution]]");
  Distribution row;
  row.family = reader.string("family");
  row.release = reader.string("release");
  const auto libc = reader.string("libc");
  if (libc != "glibc" && libc != "musl") {
    reader.refuse(Error(ErrorKind::definition, "catalog", "libc is glibc or musl")
                      .at(reader.position_of("libc")));
  }
  row.libc = libc == "musl" ? Libc::musl : Libc::glibc;
  row.libc_version = read_version(reader, "libc-version");
  row.libstdcxx = read_version(reader, "libstdcxx");
  row.libgcc = read_version(reader, "libgcc");
  row.kernel = read_version(reader, "kernel");
  row.end_of_support = reader.optional_date("eol").value_or(TomlDate{});
  row.long_support = reader.optional_date("long");
  row.source = reader.string("source");
  CROSSROOT_CHECK(reader.finish());
  return row;
}

} // namespace

Result<std::vector<Distribution>> parse_distributions(std::string_view toml,
                                                      const std::string& file)
{
  CROSSROOT_TRY(const auto document, parse_toml(toml, file));
  TomlReader reader(document, "the document");
  if (reader.integer("schema") != 1) {
    reader.refuse(Error(ErrorKind::definition, "catalog", "this program reads schema 1")
                      .at(reader.position_of("schema")));
  }
  const auto tables = reader.tables("distribution");
  CROSSROOT_CHECK(reader.finish());
  std::vector<Distribution> rows;
  for (const auto* const table : tables) {
    CROSSROOT_TRY(auto row, read_distribution(*table));
    rows.push_back(std::move(row));
  }
  return rows;
}

const std::vector<Distribution>& distributions()
{
  static const auto table = [] {
    const auto name = "distributions.toml";
    auto rows = parse_distributions(embedded_tables().at(name), name);
    if (!rows) {
      throw std::logic_error(rows.error().render()); // a test reads it: cannot ship so
    }
    return *std::move(rows);
  }();
  return table;
}

} // namespace crossroot::catalog
