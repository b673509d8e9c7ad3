// SPDX-License-Identifier: Apache-2.0
#include "catalog/distributions.hpp"

#include "catalog/embedded_tables.hpp"

#include <algorithm>
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

/// `cpu-level = { x86_64 = 2 }`
std::map<std::string, unsigned> read_levels(TomlReader& reader)
{
  constexpr std::int64_t k_most = 99;
  std::map<std::string, unsigned> levels;
  const auto* const table = reader.table("cpu-level");
  if (table == nullptr) {
    return levels;
  }
  for (const auto& [architecture, member] : table->members) {
    const auto* const level = member.value.integer();
    if (level == nullptr || *level < 1 || *level > k_most) {
      reader.refuse(
          Error(ErrorKind::definition, "catalog", "a CPU level is a number from 1 to 99")
              .at(member.key_position));
      continue;
    }
    levels.emplace(architecture, static_cast<unsigned>(*level));
  }
  return levels;
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
  row.kernel_at_least = reader.has("kernel-at-least");
  row.kernel = read_version(reader, row.kernel_at_least ? "kernel-at-least" : "kernel");
  row.at_least = reader.boolean("at-least", false);
  if (reader.has("abi-markers")) {
    row.abi_markers = reader.strings("abi-markers");
  }
  row.architectures = reader.strings("architectures");
  row.cpu_level = read_levels(reader);
  row.end_of_support = reader.optional_date("eol");
  row.long_support = reader.optional_date("long");
  row.source = reader.string("source");
  CROSSROOT_CHECK(reader.finish());
  return row;
}

} // namespace

std::optional<TomlDate> Distribution::last_day() const
{
  return long_support && end_of_support ? std::max(long_support, end_of_support)
                                        : end_of_support;
}

bool Distribution::dead(const TomlDate& as_of) const
{
  const auto last = last_day();
  return last && *last < as_of;
}

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
