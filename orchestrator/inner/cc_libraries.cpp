// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_libraries.hpp"

#include "inner/cc_arguments.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace crossroot::inner {
namespace {

/// The libc's companions: naming one that turns out not to be needed must leave no trace.
constexpr std::array<std::string_view, 6> k_system{"crypt",   "dl",     "m",
                                                   "pthread", "resolv", "rt"};

std::vector<std::string> split_fields(std::string_view text, char separator)
{
  std::vector<std::string> fields;
  for (std::size_t start = 0;;) {
    const auto end = text.find(separator, start);
    fields.emplace_back(text.substr(start, end - start));
    if (end == std::string_view::npos) {
      return fields;
    }
    start = end + 1;
  }
}

/// The names behind -l, also in -Wl,-lNAME; "-l:FILE" names no library of the notes.
std::vector<std::string> named_libraries(const std::vector<std::string>& arguments)
{
  std::vector<std::string> names;
  const auto add = [&](std::string_view word) {
    if (word.starts_with("-l") && word.size() > 2 && word[2] != ':') {
      names.emplace_back(word.substr(2));
    }
  };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "-l" && i + 1 < arguments.size()) {
      names.push_back(arguments[++i]);
    } else if (argument.starts_with("-Wl,")) {
      for (const auto& piece : split_commas(argument.substr(4))) {
        add(piece);
      }
    } else if (takes_next(argument)) {
      ++i;
    } else {
      add(argument);
    }
  }
  return names;
}

} // namespace

LibraryNotes parse_library_notes(std::string_view text)
{
  LibraryNotes notes;
  for (const auto& line : split_fields(text, '\n')) {
    const auto fields = split_fields(line, '\t');
    if (fields.size() != 3 || fields[1].empty()) {
      continue;
    }
    if (fields[0] == "refused") {
      notes.refused[fields[1]] = fields[2];
    } else if (fields[0] == "needs") {
      notes.needs[fields[1]] = split_fields(fields[2], ' ');
    } else if (fields[0] == "run-path") {
      notes.run_path = fields[1];
    }
  }
  return notes;
}

std::vector<std::string> with_libraries(const LibraryNotes& notes,
                                        std::vector<std::string> arguments,
                                        bool dynamic,
                                        std::string& refusal)
{
  std::set<std::string> added;
  std::vector<std::string> behind;
  for (const auto& name : named_libraries(arguments)) {
    if (const auto found = notes.refused.find(name); found != notes.refused.end()) {
      refusal = "-l" + name + ": " + found->second;
    }
    const auto found = notes.needs.find(name);
    for (const auto& other :
         found == notes.needs.end() ? std::vector<std::string>() : found->second) {
      if (other.empty() || !added.insert(other).second) {
        continue;
      }
      const bool system =
          std::find(k_system.begin(), k_system.end(), other) != k_system.end();
      if (system) {
        behind.emplace_back("-Wl,--push-state,--as-needed");
      }
      behind.push_back("-l" + other);
      if (system) {
        behind.emplace_back("-Wl,--pop-state");
      }
    }
  }
  arguments.insert(arguments.end(), behind.begin(), behind.end());
  if (dynamic && !notes.run_path.empty()) {
    // RPATH and not RUNPATH: the latter is for the program's own needs alone, and the
    // libraries beside it have needs of each other.
    arguments.push_back("-Wl,--disable-new-dtags,-rpath," + notes.run_path);
  }
  return arguments;
}

} // namespace crossroot::inner
