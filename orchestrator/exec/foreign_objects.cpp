// SPDX-License-Identifier: Apache-2.0
// Packages that ship archives ship one for each CPU, and choose by a constraint on the
// #cgo line or in a file's name. One line without it takes the archive of the author's
// machine into every build, and the linker's "is incompatible with elf64-x86-64" tells
// neither what it is for nor what to do.
#include "exec/foreign_objects.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace crossroot::exec {
namespace {

/// "/modcache/m@v1/libfoo.a(foo.o)" of "ld.lld: error: /modcache/m@v1/libfoo.a(foo.o) is
/// incompatible with elf64-x86-64"; "" of any other line.
std::string_view foreign_in(std::string_view line)
{
  constexpr std::string_view k_error = "error: ";
  constexpr std::string_view k_foreign = " is incompatible with ";
  const auto end = line.find(k_foreign);
  const auto error = line.substr(0, end).rfind(k_error);
  if (end == std::string_view::npos || error == std::string_view::npos) {
    return {};
  }
  const auto begin = error + k_error.size();
  return line.substr(begin, end - begin);
}

/// Without the folders that only the sandbox knows.
std::string_view for_people(std::string_view object)
{
  for (const std::string_view folder : {"/modcache/", "/src/"}) {
    if (object.starts_with(folder)) {
      return object.substr(folder.size());
    }
  }
  return object;
}

} // namespace

Error explain_foreign_object(Error failure, const TargetSpec& target)
{
  for (const auto& note : failure.notes()) {
    const auto object = for_people(foreign_in(note.text));
    if (object.empty()) {
      continue;
    }
    auto error = Error(ErrorKind::build, "object",
                       fmt::format("{}: {} is for another CPU", target.name, object))
                     .note("cause", fmt::format("it was not compiled for {}, and no "
                                                "linker can join the two",
                                                target.triplet.render()));
    for (const auto& kept : failure.notes()) {
      if (kept.label == "log") {
        error = std::move(error).note(kept.label, kept.text);
      }
    }
    return std::move(error).hint(fmt::format(
        "take the package's file for this CPU: #cgo linux,{} LDFLAGS: keeps a "
        "line to the CPU that it is for",
        target.triplet.facts().go_arch));
  }
  return failure;
}

} // namespace crossroot::exec
