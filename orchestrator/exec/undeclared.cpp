// SPDX-License-Identifier: Apache-2.0
// Headers declare nothing that the floor's libc lacks, because programs bring their own
// gettid and memfd_create there. A program that brings none sees "undeclared function" of
// a name that it can read in its own header, and needs to be told.
#include "exec/undeclared.hpp"

#include "catalog/symbols.hpp"
#include "sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace crossroot::exec {
namespace {

/// What clang calls a name without a declaration, in C and in C++.
std::string_view undeclared_in(std::string_view line)
{
  constexpr std::array<std::string_view, 3> k_before{
      "undeclared function '", "undeclared identifier '", "no member named '"};
  for (const auto before : k_before) {
    if (const auto at = line.find(before); at != std::string_view::npos) {
      const auto name = line.substr(at + before.size());
      return name.substr(0, name.find('\''));
    }
  }
  return {};
}

bool has_replacement(const TargetSpec& target, std::string_view name)
{
  const auto sources = sysroot::compat_sources(target.triplet, target.floor);
  return sources && std::any_of(sources->begin(), sources->end(),
                                [&](const auto& source) { return source.name == name; });
}

} // namespace

Error explain_undeclared(Error failure, const TargetSpec& target)
{
  if (target.triplet.libc() != Libc::glibc || target.floor.libc.empty()) {
    return failure;
  }
  for (const auto& note : failure.notes()) {
    const std::string name(undeclared_in(note.text));
    const auto introduced =
        name.empty()
            ? std::nullopt
            : catalog::introduction_of(catalog::Runtime::glibc, target.triplet, name);
    if (!introduced || introduced->release <= target.floor.libc) {
      continue;
    }
    const auto release = introduced->release.render();
    auto told = std::move(failure).note(
        "cause", fmt::format("{} is first in glibc {}; floor is {}, so that the headers "
                             "do not declare it",
                             name, release, target.floor.libc.render()));
    if (has_replacement(target, name)) {
      return std::move(told).hint("-D_CROSSROOT_ALL_FUNCTIONS in cc.cflags declares it, "
                                  "and the compat archive has it");
    }
    return std::move(told).hint(
        fmt::format("floor.glibc = \"{}\" in [target.{}]", release, target.name));
  }
  return failure;
}

} // namespace crossroot::exec
