// SPDX-License-Identifier: Apache-2.0
#include "recipe/recipe.hpp"

#include "os/files.hpp"
#include "recipe/sections.hpp"
#include "target/cpu_level.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot {
namespace {

constexpr std::string_view k_name_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

Error violation(Position position, std::string message)
{
  return Error(ErrorKind::definition, "recipe", std::move(message))
      .at(std::move(position));
}

/// The name becomes a folder under out/ and a word of the command line.
bool is_usable_name(std::string_view name)
{
  return !name.empty() && !name.starts_with('.') && !name.starts_with('-') &&
         name.find_first_not_of(k_name_characters) == std::string_view::npos;
}

void read_version(TomlReader& reader, std::string_view key, Version& version)
{
  const auto text = reader.optional_string(key);
  if (!text) {
    return;
  }
  auto parsed = Version::parse(*text);
  if (!parsed) {
    reader.refuse(std::move(parsed).error().at(reader.position_of(key)));
    return;
  }
  version = *parsed;
}

Result<Floor> read_floor(const TomlTable& table, const Triplet& triplet)
{
  TomlReader reader(table, "floor");
  Floor floor;
  const bool glibc = triplet.libc() == Libc::glibc;
  const std::string_view own = glibc ? "glibc" : "musl";
  const std::string_view other = glibc ? "musl" : "glibc";
  read_version(reader, own, floor.libc);
  read_version(reader, "libstdcxx", floor.libstdcxx);
  read_version(reader, "libgcc", floor.libgcc);
  read_version(reader, "kernel", floor.kernel);
  if (reader.has(other)) {
    reader.refuse(violation(reader.position_of(other),
                            fmt::format("{} has no {}", triplet.render(), other))
                      .hint(fmt::format("write floor = {{ {} = \"…\" }}", own)));
  }
  CROSSROOT_CHECK(reader.finish());
  if (auto checked = check_floor(triplet, floor); !checked) {
    return std::move(checked).error().at(reader.position_of(own));
  }
  return floor;
}

/// The one key of the CPU's family. That of another family would change nothing.
std::string read_cpu_level(TomlReader& reader, const Triplet& triplet)
{
  const auto own = triplet.facts().go_variable;
  std::string level;
  for (const auto variable : cpu_level_variables()) {
    if (!reader.has(variable)) {
      continue;
    }
    const auto value = reader.string(variable, "");
    if (variable == own) {
      level = value;
      if (auto checked = check_cpu_level(triplet, level); !checked) {
        reader.refuse(std::move(checked).error().at(reader.position_of(variable)));
      }
      continue;
    }
    auto error =
        violation(reader.position_of(variable),
                  fmt::format("{} says nothing of {}", variable, triplet.render()));
    reader.refuse(
        std::move(error).hint(own.empty() ? "leave it out: Go knows one level of this CPU"
                                          : fmt::format("{} is this CPU's", own)));
  }
  return level;
}

/// The recipe's own [go], [cc], [libraries] and [abi], which every target starts from.
struct Defaults {
  GoSpec go;
  CcSpec cc;
  LibrariesSpec libraries;
  AbiPolicy abi;
};

/// `prefix` is "" for the recipe's tables and "target.NAME." for a target's.
Result<void> read_sections(TomlReader& reader, const std::string& prefix, Defaults& into)
{
  if (const auto* table = reader.table("go")) {
    CROSSROOT_CHECK(read_go(*table, "[" + prefix + "go]", into.go));
  }
  if (const auto* table = reader.table("cc")) {
    CROSSROOT_CHECK(read_cc(*table, "[" + prefix + "cc]", into.cc));
  }
  if (const auto* table = reader.table("libraries")) {
    CROSSROOT_CHECK(read_libraries(*table, "[" + prefix + "libraries]", into.libraries));
  }
  if (const auto* table = reader.table("abi")) {
    CROSSROOT_CHECK(read_abi(*table, "[" + prefix + "abi]", into.abi));
  }
  return {};
}

Result<TargetSpec> read_target(const std::string& name,
                               const TomlMember& member,
                               const Defaults& defaults,
                               const PolicyFiles& policies)
{
  if (!is_usable_name(name)) {
    return violation(member.key_position,
                     fmt::format("\"{}\" cannot be the name of a target", name))
        .hint("letters, digits, '.', '_' and '-', beginning with a letter or digit");
  }
  const auto* table = member.value.table();
  if (table == nullptr) {
    return violation(member.value.position(),
                     fmt::format("\"target.{}\" must be a table, not {}", name,
                                 member.value.kind_name()));
  }
  TomlReader reader(*table, "[target." + name + "]");
  const auto triplet_text = reader.string("triplet");
  if (triplet_text.empty()) {
    CROSSROOT_CHECK(reader.finish());
  }
  auto triplet = Triplet::parse(triplet_text);
  if (!triplet) {
    return std::move(triplet).error().at(reader.position_of("triplet"));
  }
  Floor floor;
  if (const auto* floor_table = reader.table("floor")) {
    CROSSROOT_TRY(floor, read_floor(*floor_table, *triplet));
  }
  auto base = reader.string("base", "");
  std::string libc_link = "dynamic";
  read_choice(reader, "libc-link", {"dynamic", "static"}, libc_link);
  auto cpu_level = read_cpu_level(reader, *triplet);
  auto sections = defaults;
  CROSSROOT_CHECK(read_sections(reader, "target." + name + ".", sections));
  CROSSROOT_CHECK(reader.finish());
  CROSSROOT_CHECK(policies.add_named(sections.abi));
  return TargetSpec{name,
                    *triplet,
                    floor,
                    std::move(base),
                    std::move(libc_link),
                    std::move(cpu_level),
                    std::move(sections.go),
                    std::move(sections.cc),
                    std::move(sections.libraries),
                    std::move(sections.abi),
                    table->position};
}

Result<void> read_targets(const TomlTable* targets,
                          const Defaults& defaults,
                          const PolicyFiles& policies,
                          Recipe& recipe)
{
  if (targets == nullptr || targets->members.empty()) {
    return violation({recipe.file, 1, 1}, "the recipe has no target")
        .hint("add [target.linux-amd64] with triplet = \"x86_64-linux-gnu\"");
  }
  for (const auto& [name, member] : targets->members) {
    CROSSROOT_TRY(auto target, read_target(name, member, defaults, policies));
    recipe.targets.push_back(std::move(target));
  }
  return {};
}

Result<void> check_schema(TomlReader& reader)
{
  const auto schema = reader.integer("schema", 1);
  if (schema != 1) {
    return violation(
        reader.position_of("schema"),
        fmt::format("schema {} is not known; this crossroot reads schema 1", schema));
  }
  return {};
}

} // namespace

const TargetSpec* Recipe::find_target(std::string_view target) const
{
  const auto found = std::find_if(targets.begin(), targets.end(),
                                  [&](const auto& each) { return each.name == target; });
  return found == targets.end() ? nullptr : &*found;
}

Result<Recipe> parse_recipe(std::string_view toml,
                            const std::filesystem::path& file,
                            const PolicyFiles& policies)
{
  Recipe recipe;
  recipe.folder = file.parent_path();
  recipe.file = file.filename().string();
  CROSSROOT_TRY(const auto table, parse_toml(toml, recipe.file));
  TomlReader reader(table, "the recipe");
  CROSSROOT_CHECK(check_schema(reader)); // first: another schema has other keys
  recipe.name = reader.string("name", recipe.folder.filename().string());
  recipe.source.path = ".";
  if (const auto* source = reader.table("source")) {
    recipe.source.path.clear();
    CROSSROOT_CHECK(read_source(*source, recipe.source));
  }
  if (const auto* modules = reader.table("modules")) {
    TomlReader modules_reader(*modules, "[modules]");
    recipe.private_modules = modules_reader.strings("private");
    CROSSROOT_CHECK(modules_reader.finish());
  }
  Defaults defaults;
  CROSSROOT_CHECK(read_sections(reader, "", defaults));
  if (const auto* smoke = reader.table("smoke")) {
    CROSSROOT_CHECK(read_smoke(*smoke, recipe.smoke));
  }
  const auto* targets = reader.table("target");
  // Before the targets: a misspelt table explains a missing target better.
  CROSSROOT_CHECK(reader.finish());
  CROSSROOT_CHECK(read_targets(targets, defaults, policies, recipe));
  return recipe;
}

Result<Recipe> read_recipe(const std::filesystem::path& file)
{
  constexpr std::uint64_t k_limit_bytes = std::uint64_t{1} << 20;
  CROSSROOT_TRY(const auto text, os::read_file(file, k_limit_bytes));
  std::error_code failed;
  const auto absolute = std::filesystem::absolute(file, failed).lexically_normal();
  const auto& path = failed ? file : absolute;
  return parse_recipe(text, path, PolicyFiles(path.parent_path()));
}

} // namespace crossroot
