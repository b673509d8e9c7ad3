// SPDX-License-Identifier: Apache-2.0
// A link that fails over a library fails in the linker's words: a name that no folder
// has, a symbol that nobody defines. What a person has to know is which package brings
// it, and in which form. CC's refusals come from the library notes and say so already;
// undefined symbols are looked up here in what [libraries] brought.
#include "base/text.hpp"
#include "elf/elf_file.hpp"
#include "elf/object_archive.hpp"
#include "elf/object_symbols.hpp"
#include "exec/collect.hpp"
#include "exec/library_outputs.hpp"
#include "sysroot/libraries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace crossroot::exec {
namespace {

constexpr std::size_t k_most_named = 6;

Error with_log_of(Error error, const Error& failure)
{
  for (const auto& note : failure.notes()) {
    if (note.label == "log") {
      error = std::move(error).note(note.label, note.text);
    }
  }
  return error;
}

/// "error: crossroot: -lfoo: CAUSE; REMEDY" as CC says it.
std::optional<Error> refused_library(const Error& failure, const TargetSpec& target)
{
  constexpr std::string_view k_refusal = "error: crossroot: -l";
  for (const auto& note : failure.notes()) {
    const auto at = note.text.find(k_refusal);
    if (at == std::string::npos) {
      continue;
    }
    const auto text = note.text.substr(at + k_refusal.size());
    const auto colon = text.find(": ");
    const auto last = text.rfind("; ");
    if (colon == std::string::npos || last == std::string::npos || last < colon) {
      continue;
    }
    return with_log_of(Error(ErrorKind::build, "libraries",
                             fmt::format("{}: lib{} cannot be linked as the recipe asks",
                                         target.name, text.substr(0, colon)))
                           .note("cause", text.substr(colon + 2, last - colon - 2))
                           .hint(text.substr(last + 2)),
                       failure);
  }
  return std::nullopt;
}

/// A .pc file that is not in the sysroot.
std::optional<Error> missing_pc_file(const Error& failure, const TargetSpec& target)
{
  constexpr std::string_view k_package = "Package ";
  constexpr std::string_view k_missing = " was not found in the pkg-config search path";
  for (const auto& note : failure.notes()) {
    const auto end = note.text.find(k_missing);
    const auto begin = note.text.find(k_package);
    if (end == std::string::npos || begin == std::string::npos || begin > end) {
      continue;
    }
    const auto from = begin + k_package.size();
    const auto name = note.text.substr(from, end - from);
    return with_log_of(
        Error(ErrorKind::build, "libraries",
              fmt::format("{}: the sysroot has no {}.pc", target.name, name))
            .note("cause", target.libraries.packages.empty()
                               ? "a #cgo pkg-config line asks for it, and the recipe "
                                 "names no packages in [libraries]"
                               : fmt::format("none of {} brings it",
                                             join(target.libraries.packages, ", ")))
            .hint("name the package that brings it in libraries.packages; crossroot init "
                  "finds packages by what a module asks for"),
        failure);
  }
  return std::nullopt;
}

/// A header that is not in the sysroot: the compiler's words, and the way to it.
Error with_header_hint(Error failure)
{
  constexpr std::string_view k_before = "fatal error: '";
  constexpr std::string_view k_after = "' file not found";
  for (const auto& note : failure.notes()) {
    const auto begin = note.text.find(k_before);
    const auto end = note.text.find(k_after);
    if (begin == std::string::npos || end == std::string::npos || end < begin) {
      continue;
    }
    const auto from = begin + k_before.size();
    auto hint =
        fmt::format("name the package that brings {} in libraries.packages; crossroot "
                    "init finds packages by what a module asks for",
                    note.text.substr(from, end - from));
    return std::move(failure).hint(std::move(hint));
  }
  return failure;
}

struct Provider {
  std::string library, package;
  bool archive = false;
  auto operator<=>(const Provider&) const = default;
};

/// Which library of the tree defines each of the symbols; the first by name.
class ProviderSearch {
public:
  ProviderSearch(const fs::path& tree, const TargetSpec& target)
      : tree_(tree), target_(target)
  {
    if (const auto text = os::read_file(tree / sysroot::k_library_record)) {
      if (auto parsed = Json::parse(*text)) {
        record_ = std::move(*parsed);
      }
    }
  }

  std::map<std::string, Provider> find(const std::set<std::string>& symbols)
  {
    const auto* archives = record_["archives"].object();
    for (const auto& [name, package] : archives == nullptr ? Json::Object{} : *archives) {
      for (const auto& folder : sysroot::library_folders(target_.triplet)) {
        look_in_archive(tree_ / folder / ("lib" + name + ".a"), symbols,
                        {"lib" + name + ".a", record_["archives"].text(name), true});
      }
    }
    std::error_code failed;
    std::set<fs::path> shared;
    for (fs::directory_iterator file(tree_ / sysroot::k_hidden_libraries, failed), end;
         !failed && file != end; file.increment(failed)) {
      shared.insert(file->path());
    }
    for (const auto& file : shared) {
      look_in_shared(file, symbols);
    }
    return std::move(found_);
  }

private:
  void look_in_archive(const fs::path& path,
                       const std::set<std::string>& symbols,
                       const Provider& provider)
  {
    const auto bytes = os::read_file(path);
    for (const auto& member : elf::read_archive_members(bytes ? *bytes : "")) {
      const auto read = elf::read_object_symbols(std::as_bytes(std::span(member.bytes)));
      for (const auto& symbol : read ? *read : std::vector<elf::Symbol>()) {
        if (symbol.defined() && symbols.contains(symbol.name)) {
          found_.emplace(symbol.name, provider);
        }
      }
    }
  }

  void look_in_shared(const fs::path& path, const std::set<std::string>& symbols)
  {
    const auto file = elf::read_elf(path);
    if (!file) {
      return;
    }
    const auto name = file->soname.value_or(path.filename().string());
    for (const auto& symbol : file->symbols) {
      if (symbol.defined() && symbols.contains(symbol.name)) {
        found_.emplace(symbol.name, Provider{name, record_["shared"].text(name), false});
      }
    }
  }

  const fs::path& tree_;
  const TargetSpec& target_;
  Json record_ = Json::Object{};
  std::map<std::string, Provider> found_;
};

/// Symbol → who asks, from CC's report.
std::map<std::string, std::string> undefined_symbols(const fs::path& report)
{
  constexpr std::uint64_t k_limit_bytes = std::uint64_t{16} << 20;
  std::map<std::string, std::string> symbols;
  const auto text = read_left(report, k_limit_bytes);
  for (const auto line : split_lines(text ? *text : "")) {
    const auto fields = split(line, '\t');
    if (fields.size() >= 2 && !fields[0].empty()) {
      symbols.emplace(fields[0], fields[1]);
    }
  }
  return symbols;
}

/// "dbus-sysdeps-unix.o in libdbus-1.a" of the linker's "…o:(f) in archive
/// /…/libdbus-1.a".
std::string asker(const std::string& object)
{
  const auto place = object.substr(0, object.find(":("));
  const auto archive = object.find(" in archive ");
  const auto name = place.substr(place.rfind('/') + 1);
  return archive == std::string::npos
             ? name
             : fmt::format("{} in {}", name, object.substr(object.rfind('/') + 1));
}

std::optional<Error> missing_provider(const Error& failure,
                                      const fs::path& report,
                                      const TargetSpec& target,
                                      const fs::path& tree)
{
  const auto undefined = undefined_symbols(report);
  std::set<std::string> names;
  for (const auto& [symbol, object] : undefined) {
    names.insert(symbol);
  }
  if (names.empty()) {
    return std::nullopt;
  }
  std::map<Provider, std::vector<std::string>> wanted;
  for (const auto& [symbol, provider] : ProviderSearch(tree, target).find(names)) {
    wanted[provider].push_back(symbol);
  }
  if (wanted.empty()) {
    return std::nullopt;
  }
  // One that no archive has decides; else one that the link did not name.
  const auto& [first, symbols] = *wanted.begin();
  auto error = Error(ErrorKind::build, "libraries",
                     fmt::format("{}: the link lacks {} of {}", target.name,
                                 first.library, first.package))
                   .note("from", asker(undefined.at(symbols.front())));
  for (const auto& [provider, lacking] : wanted) {
    const auto shown = std::vector<std::string>(
        lacking.begin(), lacking.begin() + static_cast<std::ptrdiff_t>(
                                               std::min(lacking.size(), k_most_named)));
    error = std::move(error).note(
        provider == first ? "cause" : "also",
        fmt::format("{}{} {} in {} of {}{}", join(shown, ", "),
                    lacking.size() > shown.size()
                        ? fmt::format(" and {} more", lacking.size() - shown.size())
                        : "",
                    lacking.size() == 1 ? "is" : "are", provider.library,
                    provider.package,
                    provider.archive ? "" : ", of which [libraries] brings no archive"));
  }
  const auto stem = first.library.substr(0, first.library.find(".a"));
  return with_log_of(
      std::move(error).hint(
          first.archive
              ? fmt::format("ldflags = [\"-l{}\"] in [cc]",
                            stem.substr(stem.find("lib") + 3))
              : "link = \"bundled\" or \"shared\" in [libraries], or a package with its "
                "archive, if there is one"),
      failure);
}

} // namespace

Error explain_libraries(Error failure,
                        const fs::path& undefined,
                        const TargetSpec& target,
                        const fs::path& tree)
{
  if (auto refused = refused_library(failure, target)) {
    return std::move(*refused);
  }
  if (auto missing = missing_pc_file(failure, target)) {
    return std::move(*missing);
  }
  failure = with_header_hint(std::move(failure));
  if (tree.empty()) {
    return failure;
  }
  auto lacking = missing_provider(failure, undefined, target, tree);
  return lacking ? std::move(*lacking) : std::move(failure);
}

} // namespace crossroot::exec
