// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "recipe/recipe.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crossroot::exec {

/// A file that a package brings compiled and that the link will name.
struct PrebuiltFile {
  std::string name;   ///< "libfoo.a"
  std::string origin; ///< for people: "module example.com/foo@v1.2.0"
  std::string bytes;  ///< an archive, an object or a shared library
};

/// What the packages' own sources say of the files beside them.
struct PrebuiltCallers {
  std::set<std::string> called; ///< names after "C." in Go files
  std::string sources;          ///< C, C++, headers and assembly, one after the other
};

/// One name above the floor that one object asks for.
struct PrebuiltNeed {
  enum class Answer : std::uint8_t {
    replaced, ///< by the compat archive
    missing,  ///< nothing here has it; an error if the link takes the object
    fixed,    ///< of a shared library: whatever is linked into the program is no help
    looked_up ///< by dlsym: no file says so, and it gets a null pointer on an older libc
  };
  std::string file, object, symbol;
  Version since; ///< of glibc
  Answer answer = Answer::missing;
  bool linked = false; ///< what the sources call leads to the object
};

struct PrebuiltSurvey {
  std::vector<PrebuiltNeed> needs; ///< in the order of files, objects and names
  std::optional<Error> refusal;    ///< what is certain to fail, however the link goes
};

/// What the files need above the floor of a target of glibc. Pure and total: what is no
/// ELF file is passed over. Refused are a file for another CPU, a shared library with a
/// version above the floor, and a missing name of an object that `callers` lead to, if
/// their sources do not have the name themselves.
PrebuiltSurvey survey_prebuilt(const std::vector<PrebuiltFile>& files,
                               const TargetSpec& target,
                               const PrebuiltCallers& callers);

/// For the build's log, a line each; "" if nothing is above the floor.
std::string prebuilt_lines(const PrebuiltSurvey& survey, const TargetSpec& target);
/// The same of one file in some words: "3 names above glibc 2.17, all in the compat
/// archive"; "" if it has none.
std::string prebuilt_summary(const PrebuiltSurvey& survey,
                             const TargetSpec& target,
                             const std::string& file);

} // namespace crossroot::exec
