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
constexpr std::array<std::string_view, 31> k_checks = {"machine",
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

void read_needed(TomlReader& reader, AbiPolicy& abi)
{
  const auto* value = reader.value("needed");
  if (value == nullptr) {
    return;
  }
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
  abi.policy = reader.string("policy", abi.policy);
  if (!abi.policy.empty()) {
    reader.refuse(Error(ErrorKind::definition, "recipe",
                        fmt::format("no shared policy is named \"{}\"", abi.policy))
                      .at(reader.position_of("policy")));
  }
  read_needed(reader, abi);
  if (reader.has("pie")) {
    abi.pie = reader.boolean("pie", false);
  }
  if (reader.has("build-id")) {
    abi.build_id = reader.boolean("build-id", false);
  }
  if (reader.has("relro")) {
    read_choice(reader, "relro", {"none", "partial", "full"}, abi.relro);
  }
  if (reader.has("forbid-symbols")) {
    abi.forbid_symbols = reader.strings("forbid-symbols");
  }
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
