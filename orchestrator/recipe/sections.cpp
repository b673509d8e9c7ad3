// SPDX-License-Identifier: Apache-2.0
#include "recipe/sections.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace crossroot {
namespace {

Error violation(const TomlReader& reader, std::string_view key, std::string message)
{
  return Error(ErrorKind::definition, "recipe", std::move(message))
      .at(reader.position_of(key));
}

void read_string(TomlReader& reader, std::string_view key, std::string& value)
{
  value = reader.string(key, value);
}

void read_strings(TomlReader& reader,
                  std::string_view key,
                  std::vector<std::string>& value)
{
  if (reader.has(key)) {
    value = reader.strings(key);
  }
}

/// A path that stays inside the folder it is relative to.
bool stays_inside(std::string_view path)
{
  if (path.starts_with('/')) {
    return false;
  }
  const auto parts = split(path, '/');
  return std::find(parts.begin(), parts.end(), "..") == parts.end();
}

/// 1.25, 1.25.5, 1.26rc1: what stands behind "go" in the name of a release.
bool is_go_release(std::string_view text)
{
  const auto letters = text.find_first_not_of("0123456789.");
  const auto numbers = text.substr(0, letters);
  if (!Version::parse(numbers) || numbers.find('.') == std::string_view::npos) {
    return false;
  }
  if (letters == std::string_view::npos) {
    return true;
  }
  const auto suffix = text.substr(letters);
  const auto digits = suffix.starts_with("rc")     ? suffix.substr(2)
                      : suffix.starts_with("beta") ? suffix.substr(4)
                                                   : std::string_view();
  return parse_number(digits).has_value();
}

void check_source_kind(TomlReader& reader, SourceSpec& source)
{
  const auto kinds =
      static_cast<int>(!source.path.empty()) + static_cast<int>(!source.git.empty()) +
      static_cast<int>(!source.go.empty()) + static_cast<int>(!source.archive.empty());
  if (kinds > 1) {
    reader.refuse(violation(reader, source.git.empty() ? "path" : "git",
                            "[source] names more than one of path, git, go, archive"));
  }
  if (kinds == 0) {
    source.path = ".";
  }
  if (source.git.empty() != source.rev.empty()) {
    reader.refuse(violation(reader, source.git.empty() ? "rev" : "git",
                            "git and rev belong together in [source]"));
  }
  const auto at = source.go.find('@');
  if (!source.go.empty() && (at == std::string::npos || at + 1 == source.go.size())) {
    reader.refuse(
        violation(reader, "go", fmt::format("\"{}\" pins no version", source.go))
            .hint("write it as \"github.com/owner/program@v1.2.3\""));
  }
}

} // namespace

void read_choice(TomlReader& reader,
                 std::string_view key,
                 std::initializer_list<std::string_view> choices,
                 std::string& value)
{
  read_string(reader, key, value);
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) {
    return;
  }
  const std::vector<std::string> names(choices.begin(), choices.end());
  auto error =
      violation(reader, key,
                fmt::format("\"{}\" is no {}; it is {}", value, key, join(names, ", ")));
  if (const auto suggestion = nearest(value, names)) {
    error = std::move(error).hint(fmt::format("did you mean \"{}\"?", *suggestion));
  }
  reader.refuse(std::move(error));
}

namespace {

/// Refused and not read past: who writes "auto" wants two programs and would get one.
void read_cgo(TomlReader& reader, std::string& cgo)
{
  if (reader.string("cgo", cgo) == "auto") {
    reader.refuse(violation(reader, "cgo", "cgo = \"auto\" is not supported")
                      .note("cause", "one target is one program, with cgo or without")
                      .hint("cgo = \"required\", and a second target with go.cgo = "
                            "\"off\" for the program without"));
    return;
  }
  read_choice(reader, "cgo", {"required", "off"}, cgo);
}

/// Names as archives have them; versions are the lock's business.
void check_library_names(TomlReader& reader, const std::vector<std::string>& packages)
{
  constexpr std::string_view k_letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._";
  std::set<std::string> seen;
  for (const auto& package : packages) {
    const auto name = package.substr(0, package.find_first_of("=:"));
    if (name.size() != package.size() && !name.empty()) {
      reader.refuse(
          violation(reader, "packages",
                    fmt::format("\"{}\" is more than the name of a package", package))
              .note("cause", "the lock holds versions, and a target has one CPU")
              .hint(fmt::format("\"{}\", and crossroot lock --update {} for a newer one",
                                name, name)));
    } else if (package.empty() || package.starts_with('-') ||
               package.find_first_not_of(k_letters) != std::string::npos) {
      reader.refuse(violation(reader, "packages",
                              fmt::format("\"{}\" is no name of a package", package)));
    } else if (!seen.insert(package).second) {
      reader.refuse(violation(reader, "packages",
                              fmt::format("\"{}\" stands there twice", package)));
    }
  }
}

} // namespace

Result<void> read_source(const TomlTable& table, SourceSpec& source)
{
  TomlReader reader(table, "[source]");
  read_string(reader, "path", source.path);
  read_string(reader, "git", source.git);
  read_string(reader, "rev", source.rev);
  read_string(reader, "go", source.go);
  read_string(reader, "archive", source.archive);
  read_string(reader, "sha256", source.sha256);
  read_string(reader, "module", source.module);
  read_strings(reader, "include", source.include);
  check_source_kind(reader, source);
  if (source.module == ".") {
    source.module.clear();
  }
  if (!stays_inside(source.module)) {
    reader.refuse(
        violation(reader, "module",
                  fmt::format("\"{}\" leaves the source: module is a folder inside it",
                              source.module)));
  }
  if (!source.sha256.empty() && !Digest::parse(source.sha256)) {
    reader.refuse(
        violation(reader, "sha256", "sha256 must be 64 lower-case hexadecimal digits"));
  }
  return reader.finish();
}

Result<void> read_go(const TomlTable& table, const std::string& name, GoSpec& go)
{
  TomlReader reader(table, name);
  read_string(reader, "sdk", go.sdk);
  read_strings(reader, "packages", go.packages);
  read_choice(reader, "buildmode", {"exe", "pie", "c-shared", "c-archive"}, go.buildmode);
  read_strings(reader, "tags", go.tags);
  read_strings(reader, "ldflags", go.ldflags);
  if (reader.has("stamp")) {
    go.stamp = reader.string_map("stamp");
  }
  read_cgo(reader, go.cgo);
  if (reader.has("sanitize")) {
    read_choice(reader, "sanitize", {"race", "address", "memory"}, go.sanitize);
  }
  if (!go.sdk.empty() && !is_go_release(go.sdk)) {
    auto error =
        violation(reader, "sdk", fmt::format("\"{}\" is no release of Go", go.sdk));
    reader.refuse(std::move(error).hint("write the number alone, such as \"1.25.5\""));
  }
  if (go.packages.empty()) {
    reader.refuse(violation(reader, "packages", "packages names nothing to build"));
  }
  for (const auto& package : go.packages) {
    // An argument of go that begins with a dash would be an option.
    if (package.empty() || package.starts_with('-')) {
      reader.refuse(
          violation(reader, "packages", fmt::format("\"{}\" is no package", package)));
    }
  }
  return reader.finish();
}

Result<void> read_cc(const TomlTable& table, const std::string& name, CcSpec& cc)
{
  TomlReader reader(table, name);
  read_string(reader, "toolchain", cc.toolchain);
  read_strings(reader, "cflags", cc.cflags);
  read_strings(reader, "cxxflags", cc.cxxflags);
  read_strings(reader, "ldflags", cc.ldflags);
  read_choice(reader, "runtime", {"static", "shared"}, cc.runtime);
  return reader.finish();
}

Result<void>
read_libraries(const TomlTable& table, const std::string& name, LibrariesSpec& libraries)
{
  TomlReader reader(table, name);
  read_strings(reader, "packages", libraries.packages);
  read_string(reader, "from", libraries.from);
  read_choice(reader, "link", {"static", "shared", "bundled"}, libraries.link);
  check_library_names(reader, libraries.packages);
  return reader.finish();
}

Result<void> read_smoke(const TomlTable& table, SmokeSpec& smoke)
{
  TomlReader reader(table, "[smoke]");
  read_strings(reader, "command", smoke.command);
  read_string(reader, "stdout", smoke.stdout_contains);
  if (smoke.command.empty() && !smoke.stdout_contains.empty()) {
    reader.refuse(violation(reader, "stdout", "[smoke] has stdout but no command"));
  }
  if (!smoke.command.empty() &&
      (smoke.command[0].empty() || smoke.command[0].find('/') != std::string::npos)) {
    reader.refuse(violation(
        reader, "command",
        fmt::format("\"{}\" is no name: the first word of a smoke command is the name "
                    "of a program in bin/",
                    smoke.command[0])));
  }
  return reader.finish();
}

} // namespace crossroot
