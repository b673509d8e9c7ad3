// SPDX-License-Identifier: Apache-2.0
#include "verify/target_libraries.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace crossroot::verify {

namespace fs = std::filesystem;

namespace {

TargetLibrary digest_library(const elf::ElfFile& file)
{
  TargetLibrary library;
  for (const auto& symbol : file.symbols) {
    if (symbol.defined() && symbol.binding != elf::Binding::local) {
      library.symbols.emplace(symbol.name, symbol.version);
      library.names.insert(symbol.name);
    }
  }
  for (const auto& definition : file.version_definitions) {
    if (!definition.base()) {
      library.versions.insert(definition.name);
    }
  }
  library.needed = file.needed;
  return library;
}

bool is_part_of_libc_or_gcc(std::string_view name)
{
  static constexpr std::array<std::string_view, 10> k_names{
      "libm.so.6",     "libpthread.so.0", "libdl.so.2",  "librt.so.1",
      "libutil.so.1",  "libresolv.so.2",  "libanl.so.1", "libstdc++.so.6",
      "libgcc_s.so.1", "libmvec.so.1"};
  return std::find(k_names.begin(), k_names.end(), name) != k_names.end();
}

/// Under which names a library may stand: musl's libc is one file that is also the
/// loader, and Alpine gives it a name of its own.
std::vector<std::string> names_of(const std::string& name)
{
  constexpr std::string_view k_alpine = "libc.musl-";
  constexpr std::string_view k_loader = "ld-musl-";
  std::vector<std::string> names{name};
  for (const auto prefix : {k_alpine, k_loader}) {
    if (name.starts_with(prefix)) {
      const auto machine = name.substr(prefix.size());
      names.push_back(std::string(prefix == k_alpine ? k_loader : k_alpine) + machine);
      names.emplace_back("libc.so");
    }
  }
  return names;
}

/// Follows links as they are meant inside `root`: an absolute one begins there. Nothing
/// if that leads nowhere or on and on.
std::optional<fs::path> resolve_inside(const fs::path& root, fs::path inside)
{
  constexpr int k_most_links = 40; // Linux's own limit
  for (int links = 0; links < k_most_links;) {
    fs::path so_far;
    bool again = false;
    for (auto part = inside.begin(); part != inside.end(); ++part) {
      so_far = (so_far / *part).lexically_normal();
      std::error_code failure;
      if (!fs::is_symlink(fs::symlink_status(root / so_far, failure))) {
        continue;
      }
      auto target = fs::read_symlink(root / so_far, failure);
      target = so_far.parent_path() / target; // an absolute one replaces the folder
      for (++part; part != inside.end(); ++part) {
        target /= *part;
      }
      // "/.." is "/" inside a root as well.
      inside = ("/" / target).lexically_normal().relative_path();
      ++links;
      again = true;
      break;
    }
    if (!again) {
      return root / inside;
    }
  }
  return std::nullopt;
}

} // namespace

TargetLibraries::TargetLibraries(const std::vector<fs::path>& folders,
                                 std::uint16_t machine,
                                 std::string multiarch,
                                 std::shared_ptr<LibraryCache> cache)
    : given_(!folders.empty()), machine_(machine), cache_(std::move(cache))
{
  for (const auto& folder : folders) {
    std::error_code failure;
    const bool root = fs::is_directory(folder / "usr/lib", failure) ||
                      fs::is_directory(folder / "lib", failure);
    places_.push_back({folder, ""});
    if (!root) {
      continue;
    }
    roots_.push_back(folder);
    for (const auto& inside :
         {fs::path("lib") / multiarch, fs::path("usr/lib") / multiarch, fs::path("lib64"),
          fs::path("usr/lib64"), fs::path("lib"), fs::path("usr/lib")}) {
      places_.push_back({folder, inside});
    }
  }
}

void TargetLibraries::search_first(std::string_view run_path, const fs::path& origin)
{
  std::vector<Place> first;
  for (const auto entry : split(run_path, ':')) {
    const std::string_view token = entry.starts_with("${") ? "${ORIGIN}" : "$ORIGIN";
    if (entry.starts_with(token) && !origin.empty()) {
      first.push_back({origin.string() + std::string(entry.substr(token.size())), ""});
    }
    for (const auto& root : roots_) {
      if (entry.starts_with('/')) {
        first.push_back({root, fs::path(entry).lexically_normal().relative_path()});
      }
    }
  }
  places_.insert(places_.begin(), first.begin(), first.end());
}

std::shared_ptr<const TargetLibrary> LibraryCache::read(const fs::path& path,
                                                        std::uint16_t machine)
{
  // One reader at a time: the others would mostly read the same library.
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] =
      read_.try_emplace(std::pair(path.lexically_normal().string(), machine));
  if (is_new) {
    const auto file = elf::read_elf(path);
    if (file && file->machine == machine) {
      place->second = std::make_shared<const TargetLibrary>(digest_library(*file));
    }
  }
  return place->second;
}

std::shared_ptr<LibraryCache> make_library_cache()
{
  return std::make_shared<LibraryCache>();
}

const TargetLibrary* TargetLibraries::find(const std::string& name)
{
  const auto known = found_.find(name);
  if (known != found_.end()) {
    return known->second.get();
  }
  auto& found = found_[name];
  if (name.find('/') != std::string::npos) {
    return nullptr; // would leave the folders; no soname that we look for has one
  }
  for (const auto& place : places_) {
    for (const auto& spelling : names_of(name)) {
      const auto path = place.inside.empty()
                            ? std::optional(place.root / spelling)
                            : resolve_inside(place.root, place.inside / spelling);
      if (!path) {
        continue;
      }
      found = cache_->read(*path, machine_); // null for what is no library, or nothing
      if (found) {
        return found.get();
      }
    }
  }
  return nullptr;
}

std::set<std::string> TargetLibraries::closure(const std::vector<std::string>& names)
{
  std::set<std::string> seen;
  std::vector<std::string> open(names.begin(), names.end());
  while (!open.empty()) {
    const auto name = std::move(open.back());
    open.pop_back();
    if (!seen.insert(name).second) {
      continue;
    }
    if (const auto* const library = find(name)) {
      open.insert(open.end(), library->needed.begin(), library->needed.end());
    } else if (is_part_of_libc_or_gcc(name)) {
      open.emplace_back("libc.so.6"); // known without looking
    }
  }
  return seen;
}

} // namespace crossroot::verify
