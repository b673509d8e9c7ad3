// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "definition/definition.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot {

namespace {

/// rpm's names are those of uname, but for these (rpm's installplatform).
std::string rpm_arch(const Triplet& triplet)
{
  const auto name = triplet.render();
  const auto machine = name.substr(0, name.find('-'));
  return machine == "powerpc64le"                    ? "ppc64le"
         : name == "arm-linux-gnueabihf"             ? "armv7hl"
         : machine == "mips64el" || machine == "arm" ? ""
                                                     : machine;
}

/// apk's: `apk --print-arch` on each.
std::string apk_arch(const Triplet& triplet)
{
  const auto name = triplet.render();
  const auto machine = name.substr(0, name.find('-'));
  return machine == "i686"          ? "x86"
         : machine == "powerpc64le" ? "ppc64le"
         : name.ends_with("eabihf") ? "armv7"
         : machine == "arm"         ? ""
                                    : machine;
}

void replace_all(std::string& text, std::string_view word, std::string_view by)
{
  for (auto at = text.find(word); at != std::string::npos;
       at = text.find(word, at + by.size())) {
    text.replace(at, word.size(), by);
  }
}

} // namespace

std::string archive_arch(std::string_view kind, const Triplet& triplet)
{
  const auto name = triplet.render();
  return kind == "tar" || kind == "zip" ? name.substr(0, name.find('-'))
         : kind == "rpm"                ? rpm_arch(triplet)
         : kind == "apk"                ? apk_arch(triplet)
                                        : std::string(triplet.facts().debian_arch);
}

std::string ArchiveDefinition::repository(std::string_view suite,
                                          std::string_view component,
                                          const std::string& arch) const
{
  const auto own = layouts.find(arch);
  auto path = own == layouts.end() ? layout : own->second;
  replace_all(path, "{suite}", suite);
  replace_all(path, "{component}", component);
  replace_all(path, "{arch}", arch);
  return path;
}

Result<std::string> Definition::arch_for(const Triplet& triplet) const
{
  auto arch = archive_arch(archive.kind, triplet);
  if (!arch.empty() && std::find(architectures.begin(), architectures.end(), arch) !=
                           architectures.end()) {
    return arch;
  }
  return Error(ErrorKind::definition, "base",
               fmt::format("{} has nothing for {}", name, triplet.render()))
      .note("cause", fmt::format("its CPUs are {}", join(architectures, ", ")));
}

} // namespace crossroot
