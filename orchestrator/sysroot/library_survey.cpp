// SPDX-License-Identifier: Apache-2.0
// A linker reports what it lacks, never why. Two things can be known before it runs: that
// a library comes in no archive, and that a shared one needs a newer libc than the floor
// (its needs are fixed and no linker looks at them). Both are notes here, and CC refuses
// the -lNAME with them.
//
// Archives do not say what they need either: libpcap.a wants D-Bus, and gopacket's #cgo
// line says -lpcap alone, since a shared libpcap would bring it along. What .pc files
// say under Requires.private is a human's list for the case of all options at once. The
// archive's symbols are exact: what it leaves undefined and neither it nor the libc
// defines is looked up in the other archives, and CC adds those behind it.
#include "sysroot/library_survey.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "elf/elf_file.hpp"
#include "elf/object_archive.hpp"
#include "elf/object_symbols.hpp"
#include "os/files.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace crossroot::sysroot {

namespace {

using Names = std::set<std::string, std::less<>>;

std::string file_name(const std::string& path)
{
  return path.substr(path.rfind('/') + 1);
}

struct Demand {
  std::string file, symbol;
  Version version;
};

/// The newest glibc that a shared library asks for above the floor.
std::optional<Demand> above_floor(const elf::ElfFile& file, const Version& floor)
{
  std::optional<Demand> worst;
  for (const auto& need : file.version_needs) {
    for (const auto& version : need.versions) {
      const bool packed = version.name == "GLIBC_ABI_DT_RELR";
      const auto number =
          packed ? Version{2, 36} : elf::version_number(version.name, "GLIBC_");
      if (!number || version.weak() || *number <= floor ||
          (worst && *number <= worst->version)) {
        continue;
      }
      const auto symbol =
          std::find_if(file.symbols.begin(), file.symbols.end(), [&](const auto& one) {
            return !one.defined() && one.version_index == version.index;
          });
      worst =
          Demand{"", symbol == file.symbols.end() ? version.name : symbol->name, *number};
    }
  }
  return worst;
}

/// What libfoo.so, or a library that it is loaded with, needs above the floor.
std::optional<Demand>
demand_of(const LibrarySurvey& survey, const std::string& link, const Version& floor)
{
  Names seen;
  std::vector<std::string> open{link};
  while (!open.empty()) {
    const auto name = std::move(open.back());
    open.pop_back();
    const auto* found = survey.real(name);
    if (found == nullptr || !seen.insert(found->path).second) {
      continue;
    }
    const auto file = elf::read_elf(found->package->folder / found->path);
    if (!file) {
      continue; // a linker script; what it names is looked at by its own name
    }
    if (auto demand = above_floor(*file, floor)) {
      demand->file =
          fmt::format("{} of {}", file->soname.value_or(name), found->package->name);
      return demand;
    }
    open.insert(open.end(), file->needed.begin(), file->needed.end());
  }
  return std::nullopt;
}

std::string refusal_of(const LibrarySurvey& survey,
                       const LibraryRules& rules,
                       const std::string& name,
                       const LibraryFile& link)
{
  const bool archive = survey.archives.contains(name);
  if (rules.link == "static") {
    return archive ? std::string()
                   : fmt::format("{} has lib{} as a shared library alone, and link is "
                                 "\"static\"; link = \"bundled\" or \"shared\" in "
                                 "[libraries] takes it",
                                 link.package->name, name);
  }
  if (rules.triplet.libc() != Libc::glibc || rules.floor.libc.empty()) {
    return {};
  }
  const auto demand = demand_of(survey, file_name(link.path), rules.floor.libc);
  if (!demand) {
    return {};
  }
  return fmt::format(
      "{} needs {}, glibc {}; the floor is {}, and what a shared library "
      "needs is fixed; {}floor.glibc = \"{}\"",
      demand->file, demand->symbol, demand->version.render(), rules.floor.libc.render(),
      archive ? "link = \"static\" in [libraries], or " : "", demand->version.render());
}

/// The global symbols of one archive.
struct ArchiveSymbols {
  Names defined, undefined;
};

Result<ArchiveSymbols> symbols_of(const fs::path& archive)
{
  ArchiveSymbols symbols;
  CROSSROOT_TRY(const auto bytes, os::read_file(archive));
  for (const auto& member : elf::read_archive_members(bytes)) {
    const auto read = elf::read_object_symbols(std::as_bytes(std::span(member.bytes)));
    if (!read) {
      continue; // no object of ours: the linker will say so if it wants it
    }
    for (const auto& symbol : *read) {
      if (symbol.name.empty()) {
        continue;
      }
      if (symbol.defined()) {
        symbols.defined.insert(symbol.name);
      } else if (!symbol.weak()) {
        symbols.undefined.insert(symbol.name);
      }
    }
  }
  std::erase_if(symbols.undefined,
                [&](const auto& name) { return symbols.defined.contains(name); });
  return symbols;
}

/// The base's own libraries in the order in which they are asked; the libc comes first
/// and needs no naming.
struct SystemLibrary {
  std::string_view soname, name;
};
constexpr std::array k_system{SystemLibrary{"libc.so.6", ""},
                              SystemLibrary{"libgcc_s.so.1", ""},
                              SystemLibrary{"libpthread.so.0", "pthread"},
                              SystemLibrary{"libm.so.6", "m"},
                              SystemLibrary{"libdl.so.2", "dl"},
                              SystemLibrary{"librt.so.1", "rt"},
                              SystemLibrary{"libresolv.so.2", "resolv"},
                              SystemLibrary{"libcrypt.so.1", "crypt"},
                              SystemLibrary{"libstdc++.so.6", "stdc++"}};

/// Symbol → the base's library that has it.
std::map<std::string, std::string_view, std::less<>>
system_symbols(const Triplet& triplet, const fs::path& sysroot)
{
  std::map<std::string, std::string_view, std::less<>> symbols;
  for (const auto& [soname, name] : k_system) {
    for (const auto& folder : library_folders(triplet)) {
      const auto path = resolve_in_tree(sysroot, folder + "/" + std::string(soname));
      const auto file = path ? elf::read_elf(sysroot / *path)
                             : Result<elf::ElfFile>(Error(ErrorKind::io, "", ""));
      for (const auto& symbol : file ? file->symbols : std::vector<elf::Symbol>()) {
        if (symbol.defined()) {
          symbols.emplace(symbol.name, name);
        }
      }
    }
  }
  return symbols;
}

/// The archives that `open` symbols lead to: each time the one that has most of them, so
/// that a stray equal name does not bring a library of its own.
void add_providers(const std::map<std::string, ArchiveSymbols>& archives,
                   Names open,
                   Names& needs)
{
  while (!open.empty()) {
    const std::string* best = nullptr;
    std::size_t most = 0;
    for (const auto& archive : archives) {
      const auto& name = archive.first;
      const auto& symbols = archive.second; // clang 14 captures no structured binding
      const auto count = static_cast<std::size_t>(
          std::count_if(open.begin(), open.end(), [&](const auto& symbol) {
            return symbols.defined.contains(symbol);
          }));
      if (count > most) {
        most = count;
        best = &name;
      }
    }
    if (best == nullptr) {
      return; // in no archive: of a shared library alone, or the linker's own
    }
    needs.insert(*best);
    std::erase_if(open, [&](const auto& symbol) {
      return archives.at(*best).defined.contains(symbol);
    });
  }
}

Result<std::map<std::string, Names>> needs_of_archives(const LibrarySurvey& survey,
                                                       const LibraryRules& rules,
                                                       const fs::path& sysroot)
{
  std::map<std::string, ArchiveSymbols> archives;
  for (const auto& [name, file] : survey.archives) {
    if (rules.link == "static" || !survey.links.contains(name)) {
      CROSSROOT_TRY(archives[name], symbols_of(file.package->folder / file.path));
    }
  }
  std::map<std::string, Names> needs;
  if (archives.empty()) {
    return needs;
  }
  const auto system = system_symbols(rules.triplet, sysroot);
  for (const auto& [name, symbols] : archives) {
    Names open;
    for (const auto& symbol : symbols.undefined) {
      const auto found = system.find(symbol);
      if (found == system.end()) {
        open.insert(symbol);
      } else if (!found->second.empty()) {
        needs[name].insert(std::string(found->second));
      }
    }
    add_providers(archives, std::move(open), needs[name]);
  }
  return needs;
}

/// With what those need in turn.
Names closure_of(const std::map<std::string, Names>& needs, const std::string& name)
{
  Names all;
  std::vector<std::string> open{name};
  while (!open.empty()) {
    const auto current = std::move(open.back());
    open.pop_back();
    const auto found = needs.find(current);
    for (const auto& other : found == needs.end() ? Names() : found->second) {
      if (other != name && all.insert(other).second) {
        open.push_back(other);
      }
    }
  }
  return all;
}

} // namespace

bool is_shared_library(std::string_view path)
{
  const auto name = path.substr(path.rfind('/') + 1);
  return name.ends_with(".so") || name.find(".so.") != std::string_view::npos;
}

void LibrarySurvey::add(const Triplet& triplet,
                        const PackageTree& package,
                        const std::string& path)
{
  const auto folder = path.substr(0, path.rfind('/'));
  const auto folders = library_folders(triplet);
  const auto name = file_name(path);
  if (std::find(folders.begin(), folders.end(), folder) == folders.end()) {
    return;
  }
  constexpr std::size_t k_prefix = std::string_view("lib").size();
  const auto stem = name.substr(std::min(k_prefix, name.size()));
  if (name.starts_with("lib") && name.ends_with(".a")) {
    archives.emplace(stem.substr(0, stem.size() - 2), LibraryFile{&package, path});
  }
  if (is_shared_library(name)) {
    shared.emplace(name, LibraryFile{&package, path});
  }
  if (name.starts_with("lib") && name.ends_with(".so")) {
    links.emplace(stem.substr(0, stem.size() - 3), LibraryFile{&package, path});
  }
}

const LibraryFile* LibrarySurvey::real(std::string name) const
{
  constexpr int k_most_links = 40;
  for (int i = 0; i < k_most_links; ++i) {
    const auto found = shared.find(name);
    if (found == shared.end()) {
      return nullptr;
    }
    const auto file = found->second.package->folder / found->second.path;
    std::error_code failed;
    const auto target = fs::read_symlink(file, failed);
    if (failed) {
      return &found->second; // no link
    }
    name = target.filename().string();
  }
  return nullptr;
}

Result<std::string> library_notes(const LibrarySurvey& survey,
                                  const LibraryRules& rules,
                                  const fs::path& sysroot)
{
  std::string notes;
  CROSSROOT_TRY(const auto needs, needs_of_archives(survey, rules, sysroot));
  for (const auto& [name, direct] : needs) {
    const auto all = closure_of(needs, name);
    if (!all.empty()) {
      notes += fmt::format("needs\t{}\t{}\n", name, fmt::join(all, " "));
    }
  }
  for (const auto& [name, link] : survey.links) {
    if (const auto text = refusal_of(survey, rules, name, link); !text.empty()) {
      notes += fmt::format("refused\t{}\t{}\n", name, text);
    }
  }
  return rules.link == "bundled" ? notes + "run-path\t$ORIGIN\t\n" : notes;
}

std::string library_record(const LibrarySurvey& survey)
{
  Json::Object archives;
  for (const auto& [name, file] : survey.archives) {
    archives.emplace(name, file.package->name);
  }
  Json::Object shared;
  for (const auto& [name, file] : survey.shared) {
    shared.emplace(name, file.package->name);
  }
  return Json(Json::Object{{"schema", 1},
                           {"archives", std::move(archives)},
                           {"shared", std::move(shared)}})
      .render();
}

} // namespace crossroot::sysroot
