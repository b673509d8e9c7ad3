// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "elf/elf_file.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::verify {

/// One shared library of the target, as symbol look-up sees it.
struct TargetLibrary {
  std::set<std::pair<std::string, std::string>>
      symbols;                    ///< (name, version), defined ones
  std::set<std::string> names;    ///< defined, whatever the version
  std::set<std::string> versions; ///< version nodes it defines
  std::vector<std::string> needed;
};

/// Libraries by path, read once for all files that are judged with it. Holds what it read
/// as long as it lives (some 2 MB for a libc), and does not look whether a library
/// changed meanwhile. Thread-safe.
class LibraryCache {
public:
  /// Null if that is no ELF file for the machine.
  std::shared_ptr<const TargetLibrary> read(const std::filesystem::path& path,
                                            std::uint16_t machine);

private:
  std::mutex mutex_;
  std::map<std::pair<std::string, std::uint16_t>, std::shared_ptr<const TargetLibrary>>
      read_;
};

/// The target's real libraries by file name, read when first asked for. Not thread-safe.
class TargetLibraries {
public:
  /// A folder holds libraries itself, or is the root of a system (it has lib or usr/lib):
  /// then its library folders are looked into, and links are followed inside it.
  TargetLibraries(const std::vector<std::filesystem::path>& folders,
                  std::uint16_t machine,
                  std::string multiarch,
                  std::shared_ptr<LibraryCache> cache);
  bool any() const { return given_; }
  /// Looks there too, before the folders: what the file under judgement says in RUNPATH.
  /// `origin` is the file's own folder, for $ORIGIN, if it has one; absolute entries are
  /// meant inside the roots.
  void search_first(std::string_view run_path, const std::filesystem::path& origin);
  /// Null if no folder has a library of that name for the machine. The pointer stays
  /// good.
  const TargetLibrary* find(const std::string& name);
  /// The names and all that they need in turn, sorted, found or not. Of the libc's own
  /// libraries and gcc's it is known that they need the libc.
  std::set<std::string> closure(const std::vector<std::string>& names);

private:
  struct Place {
    std::filesystem::path root, inside; ///< inside the root; "" where root is the folder
  };
  std::vector<Place> places_;
  std::vector<std::filesystem::path> roots_;
  bool given_;
  std::uint16_t machine_;
  std::shared_ptr<LibraryCache> cache_;
  std::map<std::string, std::shared_ptr<const TargetLibrary>> found_;
};

} // namespace crossroot::verify
