// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "definition/definition.hpp"
#include "os/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot {

namespace fs = std::filesystem;

namespace {

// glibc 2.34 moved libpthread and friends into libc and took the constructors' caller
// out of the start files: crt objects of one side on the libc of the other link, and
// then no constructor runs.
const Version k_one_libc{2, 34};

bool same_side(const Version& a, const Version& b)
{
  return (a < k_one_libc) == (b < k_one_libc);
}

std::string_view libc_word(Libc libc)
{
  return libc == Libc::glibc ? "glibc" : "musl";
}

bool has_cpu(const Definition& definition, const Triplet& triplet)
{
  return definition.role == Definition::Role::sysroot &&
         definition.libc_kind == triplet.libc() && definition.arch_for(triplet);
}

/// What each base of that libc has, for people who look for one that has more.
Error nothing_has(const Triplet& triplet, const std::map<std::string, Definition>& all)
{
  auto error = Error(ErrorKind::definition, "base",
                     fmt::format("no definition can be the base of {}", triplet.render()))
                   .note("cause", fmt::format("no shipped or given one has {}",
                                              triplet.facts().debian_arch));
  for (const auto& [name, d] : all) {
    if (d.role == Definition::Role::sysroot && d.libc_kind == triplet.libc()) {
      error = std::move(error).note(name, "has " + join(d.architectures, ", "));
    }
  }
  return std::move(error).hint("bring a definition of a distribution that has it: a file "
                               "in sysroots/ beside the recipe, or --definitions");
}

Error no_base(const Triplet& triplet, const Floor& floor, const Definition& newest)
{
  auto error =
      Error(ErrorKind::definition, "base",
            fmt::format("no definition can be the base of {} at {} {}", triplet.render(),
                        libc_word(triplet.libc()), floor.libc.render()));
  if (triplet.libc() == Libc::glibc && floor.libc < k_one_libc) {
    return std::move(error)
        .note("cause", fmt::format("all that have {} are of glibc {} or newer, whose "
                                   "start files run no constructors on an older one",
                                   triplet.facts().debian_arch, k_one_libc.render()))
        .hint(fmt::format("floor.glibc = \"{}\"", k_one_libc.render()));
  }
  return std::move(error)
      .note("cause",
            fmt::format("the newest is {} with {}", newest.name, newest.libc.render()))
      .hint(fmt::format("floor.{} = \"{}\"", libc_word(triplet.libc()),
                        newest.libc.render()));
}

} // namespace

std::string_view go_checksum_key()
{
  return trim(shipped_definition_files().at("keys/go-checksum-database.key"));
}

Result<void>
Definitions::add(const std::string& name, std::string_view bytes, const std::string& file)
{
  const fs::path path(name);
  if (path.extension() == ".gpg" || path.extension() == ".pub") {
    keyrings_.emplace(path.stem().string(), bytes);
    return {};
  }
  if (path.extension() != ".toml") {
    return {};
  }
  CROSSROOT_TRY(auto definition, parse_definition(bytes, file));
  const auto stem = definition.name;
  if (!all_.emplace(stem, std::move(definition)).second) {
    return Error(ErrorKind::definition, "definition",
                 fmt::format("there already is a definition \"{}\"", stem))
        .at({file, 0, 0})
        .hint("give the file another name");
  }
  return {};
}

Result<Definitions>
Definitions::from_files(const std::map<std::string, std::string>& files)
{
  Definitions definitions;
  for (const auto& [name, bytes] : files) {
    CROSSROOT_CHECK(definitions.add(name, bytes, name));
  }
  return definitions;
}

Result<Definitions> Definitions::load(const std::vector<fs::path>& extra)
{
  Definitions definitions;
  for (const auto& [name, bytes] : shipped_definition_files()) {
    CROSSROOT_CHECK(
        definitions.add(std::string(name), bytes, "sysroots/" + std::string(name)));
  }
  for (const auto& folder : extra) {
    std::vector<fs::path> files;
    for (const auto& place : {folder, folder / "keys"}) {
      std::error_code failure;
      for (fs::directory_iterator at(place, failure), end; !failure && at != end;
           at.increment(failure)) {
        files.push_back(at->path());
      }
      if (failure && place == folder) {
        return Error(ErrorKind::io, "definition",
                     fmt::format("cannot read the definitions in {}", folder.string()))
            .note("cause", failure.message());
      }
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      const auto kind = file.extension();
      if (kind == ".toml" || kind == ".gpg" || kind == ".pub") {
        CROSSROOT_TRY(const auto bytes, os::read_file(file, std::uint64_t{1} << 20));
        CROSSROOT_CHECK(definitions.add(file.filename().string(), bytes, file.string()));
      }
    }
  }
  return definitions;
}

Result<Definition> Definitions::find(std::string_view name) const
{
  const auto found = all_.find(std::string(name));
  if (found != all_.end()) {
    return found->second;
  }
  std::vector<std::string> names;
  for (const auto& [known, definition] : all_) {
    names.push_back(known);
  }
  const auto near = nearest(name, names);
  return Error(ErrorKind::definition, "definition",
               fmt::format("there is no definition \"{}\"", name))
      .hint(near ? fmt::format("did you mean \"{}\"?", *near)
                 : fmt::format("known are {}", join(names, ", ")));
}

Result<Definition> Definitions::base_for(const Triplet& triplet, const Floor& floor) const
{
  const Definition* oldest = nullptr; // not below the floor
  const Definition* below = nullptr;  // newest on the floor's side that is below it
  const Definition* newest = nullptr;
  for (const auto& [name, d] : all_) {
    if (d.by_name || !has_cpu(d, triplet)) {
      continue;
    }
    if (newest == nullptr || newest->libc < d.libc) {
      newest = &d;
    }
    if (triplet.libc() == Libc::glibc && !same_side(d.libc, floor.libc) &&
        !floor.libc.empty()) {
      continue;
    }
    if (!(d.libc < floor.libc)) {
      oldest = oldest == nullptr || d.libc < oldest->libc ? &d : oldest;
    } else if (triplet.libc() == Libc::glibc && floor.libc < k_one_libc) {
      below = below == nullptr || below->libc < d.libc ? &d : below;
    }
  }
  if (newest == nullptr) {
    return nothing_has(triplet, all_);
  }
  if (oldest == nullptr && below == nullptr) {
    return no_base(triplet, floor, *newest);
  }
  return oldest != nullptr ? *oldest : *below;
}

Result<Definition> Definitions::base_of(const std::string& name,
                                        const Triplet& triplet,
                                        const Floor& floor) const
{
  if (name.empty()) {
    return base_for(triplet, floor);
  }
  CROSSROOT_TRY(auto definition, find(name));
  if (has_cpu(definition, triplet)) {
    if (!definition.packages.contains("base")) {
      return Error(ErrorKind::definition, "base",
                   fmt::format("{} is no base: it has no packages.base", name))
          .hint(fmt::format("libraries.from = \"{}\"", name));
    }
    return definition;
  }
  std::vector<std::string> fitting;
  for (const auto& [other, d] : all_) {
    if (has_cpu(d, triplet)) {
      fitting.push_back(other);
    }
  }
  if (fitting.empty()) {
    return nothing_has(triplet, all_);
  }
  return Error(ErrorKind::definition, "base",
               fmt::format("{} is no base for {}", name, triplet.render()))
      .note("cause",
            definition.role != Definition::Role::sysroot
                ? std::string("it is no sysroot")
                : fmt::format("it is {} with {}", libc_word(definition.libc_kind),
                              join(definition.architectures, ", ")))
      .hint("base = \"" + join(fitting, "\", or \"") + "\"");
}

Result<std::vector<std::string>>
Definitions::public_keys(const Definition& definition) const
{
  std::vector<std::string> all;
  for (const auto& key : definition.keys) {
    const auto found = keyrings_.find(key);
    if (found == keyrings_.end()) {
      const bool apk = definition.archive.kind == "apk";
      return Error(ErrorKind::definition, "keys",
                   fmt::format("the {} of key {} is not there",
                               apk ? "public part" : "certificate", key))
          .note("from", fmt::format("definition {}", definition.name))
          .note("cause", "this program does not ship it, and trusts no other key for it")
          .hint(fmt::format("put it into keys/{}.{} of a folder for --definitions", key,
                            apk ? "pub" : "gpg"));
    }
    all.push_back(found->second);
  }
  return all;
}

Result<std::string> Definitions::keyring(const Definition& definition) const
{
  CROSSROOT_TRY(const auto all, public_keys(definition));
  return join(all, "");
}

} // namespace crossroot
