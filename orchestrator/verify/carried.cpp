// SPDX-License-Identifier: Apache-2.0
// A wheel, a package, an output folder may carry libraries of its own. A list of what a
// file may need is about what the system must give, so a library that lies where the
// file's search path leads, inside the same operand, needs no place in that list. The
// search path is what check rpath found; only its entries with $ORIGIN can lead there. A
// library that is found in this way inherits that path, as DT_RPATH has it: those in a
// wheel mostly have none of their own.
#include "verify/carried.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace crossroot::verify {

namespace {

/// "numpy.whl!numpy/core/x.so" as the archive and the place in it; a file in a folder
/// has no archive.
struct Place {
  std::string archive; ///< "numpy.whl!", or ""
  fs::path file;
};

Place place_of(const std::string& shown_as)
{
  const auto mark = shown_as.rfind('!');
  const auto split_at = mark == std::string::npos ? 0 : mark + 1;
  return {shown_as.substr(0, split_at), shown_as.substr(split_at)};
}

using Folders = std::set<std::string>; ///< as files are shown

/// Where the loader looks for the file's libraries by its own search path.
Folders folders_of(const Place& place, const std::string& search_path)
{
  Folders folders;
  const auto add = [&](const fs::path& folder) {
    folders.insert(place.archive + (folder / "").lexically_normal().generic_string());
  };
  const auto own = place.file.parent_path();
  for (const std::string_view entry : split(search_path, ':')) {
    for (const std::string_view origin : {"$ORIGIN", "${ORIGIN}"}) {
      if (entry == origin) {
        add(own);
      } else if (entry.starts_with(origin) && entry[origin.size()] == '/') {
        add(own / entry.substr(origin.size() + 1));
      }
    }
  }
  return folders;
}

Finding* finding_of(Report& report, std::string_view check)
{
  const auto found =
      std::find_if(report.findings.begin(), report.findings.end(),
                   [check](const auto& finding) { return finding.check == check; });
  return found == report.findings.end() ? nullptr : &*found;
}

/// A file of the operand, with where its libraries are looked for.
struct Loaded {
  Report* report;
  Folders folders;
};

/// Gives to the files in a folder that others look in what those others have.
void inherit(std::vector<Loaded>& files)
{
  std::map<std::string, Folders> inherited;
  for (const auto& file : files) {
    for (const auto& folder : file.folders) {
      inherited[folder].insert(file.folders.begin(), file.folders.end());
    }
  }
  for (auto& file : files) {
    const auto place = place_of(file.report->file);
    const auto own = folders_of(place, "$ORIGIN");
    const auto found = inherited.find(*own.begin());
    if (found != inherited.end()) {
      file.folders.insert(found->second.begin(), found->second.end());
    }
  }
}

void accept(Loaded& file, const std::set<std::string>& names)
{
  auto* const needed = finding_of(*file.report, "needed");
  if (needed == nullptr || needed->status != Status::fail) {
    return;
  }
  const auto all = needed->evidence;
  std::erase_if(needed->evidence, [&](const std::string& library) {
    return std::any_of(file.folders.begin(), file.folders.end(), [&](const auto& folder) {
      const auto place = place_of(folder);
      return names.contains(place.archive +
                            (place.file / library).lexically_normal().generic_string());
    });
  });
  if (!needed->evidence.empty()) {
    needed->found = join(needed->evidence, ", ");
    return;
  }
  Finding passed;
  passed.check = needed->check;
  passed.expected = needed->expected;
  passed.found = "these, and carried along: " + join(all, ", ");
  *needed = std::move(passed);
}

} // namespace

void accept_carried(std::vector<Outcome>& files)
{
  std::set<std::string> names;
  std::vector<Loaded> loaded;
  for (auto& file : files) {
    const auto place = place_of(file.shown_as);
    names.insert(place.archive + place.file.lexically_normal().generic_string());
    if (!file.report) {
      continue;
    }
    if (const auto* const path = finding_of(*file.report, "rpath")) {
      loaded.push_back({&*file.report, folders_of(place, path->found)});
    }
  }
  inherit(loaded);
  for (auto& file : loaded) {
    accept(file, names);
  }
}

} // namespace crossroot::verify
