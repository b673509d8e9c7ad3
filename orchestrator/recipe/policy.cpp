// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "recipe/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot {
namespace {

/// The stable ids that verify gives its findings; a waiver that names none of them
/// would silently waive nothing.
constexpr std::array<std::string_view, 32> k_checks = {"machine",
                                                       "float-abi",
                                                       "interpreter",
                                                       "glibc-floor",
                                                       "musl-floor",
                                                       "libstdcxx-floor",
                                                       "libgcc-floor",
                                                       "abi-marker",
                                                       "private-symbol",
                                                       "needed",
                                                       "version-provider",
                                                       "rpath",
                                                       "pie",
                                                       "relro",
                                                       "bind-now",
                                                       "nx",
                                                       "rwx-segment",
                                                       "text-relocation",
                                                       "relr",
                                                       "static",
                                                       "kernel-note",
                                                       "page-size",
                                                       "kernel-floor",
                                                       "isa-level",
                                                       "build-id",
                                                       "go-buildinfo",
                                                       "forbidden-symbol",
                                                       "exports",
                                                       "undefined",
                                                       "build-path",
                                                       "section-view",
                                                       "dlopen-tls"};

void check_waiver_id(TomlReader& reader, const std::string& check)
{
  if (std::find(k_checks.begin(), k_checks.end(), check) != k_checks.end()) {
    return;
  }
  auto error = Error(ErrorKind::definition, "recipe",
                     fmt::format("\"{}\" is no check that could be waived", check))
                   .at(reader.position_of("check"));
  const std::vector<std::string> names(k_checks.begin(), k_checks.end());
  if (const auto suggestion = nearest(check, names)) {
    error = std::move(error).hint(fmt::format("did you mean \"{}\"?", *suggestion));
  }
  reader.refuse(std::move(error));
}

Result<Waiver> read_waiver(const TomlTable& table)
{
  TomlReader reader(table, "abi.waive");
  Waiver waiver;
  waiver.check = reader.string("check");
  waiver.reason = reader.string("reason");
  waiver.owner = reader.string("owner", "");
  if (!waiver.check.empty()) {
    check_waiver_id(reader, waiver.check);
  }
  if (!reader.has("until")) {
    // Without an end a waiver is forgotten, and the check is gone for good.
    reader.refuse(Error(ErrorKind::definition, "recipe", "a waiver needs an end")
                      .at(table.position)
                      .hint("add until = 2027-01-01"));
  }
  waiver.until = reader.optional_date("until").value_or(TomlDate{});
  CROSSROOT_CHECK(reader.finish());
  return waiver;
}

/// A string for a list of one.
std::vector<std::string> read_words(TomlReader& reader, std::string_view key)
{
  const auto* const value = reader.value(key);
  if (value != nullptr && value->string() != nullptr) {
    return {*value->string()};
  }
  return reader.strings(key);
}

/// { "libz.so.1" = ["z_errmsg"] }
Result<void>
read_names(TomlReader& reader, const std::string& key, NamesByLibrary& by_library)
{
  const auto* const table = reader.table(key);
  if (table == nullptr) {
    return {};
  }
  by_library.clear();
  TomlReader libraries(*table, key);
  for (const auto& [library, member] : table->members) {
    auto names = libraries.strings(library);
    std::sort(names.begin(), names.end());
    by_library.emplace(library, std::move(names));
  }
  return libraries.finish();
}

void read_flag(TomlReader& reader, std::string_view key, std::optional<bool>& flag)
{
  if (reader.has(key)) {
    flag = reader.boolean(key, false);
  }
}

void read_needed(TomlReader& reader, AbiPolicy& abi)
{
  const auto* value = reader.value("needed");
  if (value == nullptr) {
    return;
  }
  abi.needed_said = true;
  if (const auto* word = value->string()) {
    if (*word != "system") {
      reader.refuse(
          Error(ErrorKind::definition, "recipe",
                fmt::format("needed is \"system\" or a list, not \"{}\"", *word))
              .at(value->position()));
    }
    abi.needed_system = true;
    abi.needed.clear();
    return;
  }
  abi.needed_system = false;
  abi.needed = reader.strings("needed");
}

} // namespace

std::span<const std::string_view> waivable_checks()
{
  return k_checks;
}

Result<void> read_abi(const TomlTable& table, const std::string& name, AbiPolicy& abi)
{
  TomlReader reader(table, name);
  if (reader.has("policy")) {
    abi.policies = read_words(reader, "policy");
    abi.policies_at = reader.position_of("policy");
  }
  read_needed(reader, abi);
  read_flag(reader, "pie", abi.pie);
  read_flag(reader, "build-id", abi.build_id);
  read_flag(reader, "bind-now", abi.bind_now);
  read_flag(reader, "static", abi.is_static);
  if (reader.has("relro")) {
    read_choice(reader, "relro", {"none", "partial", "full"}, abi.relro);
  }
  if (reader.has("forbid-symbols")) {
    abi.forbid_symbols = reader.strings("forbid-symbols");
  }
  if (reader.has("interpreter")) {
    abi.interpreters = read_words(reader, "interpreter");
  }
  CROSSROOT_CHECK(read_names(reader, "forbid-from", abi.forbid_from));
  CROSSROOT_CHECK(read_names(reader, "forbid-versions", abi.forbid_versions));
  if (reader.has("exports")) {
    abi.exports = reader.strings("exports");
  }
  if (reader.has("waive")) {
    abi.waive.clear();
    for (const auto* waiver : reader.tables("waive")) {
      CROSSROOT_TRY(auto read, read_waiver(*waiver));
      abi.waive.push_back(std::move(read));
    }
  }
  return reader.finish();
}

} // namespace crossroot
