// SPDX-License-Identifier: Apache-2.0
#include "verify/demand.hpp"

#include "base/text.hpp"
#include "verify/subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace crossroot::verify {

namespace {

using Family = NodeDemand::Family;

/// Which family a node of a library counts for, and the version that a system must have
/// for it; nothing for what decides no verdict.
struct Counted {
  Family family = Family::libc;
  Version version;
};
std::optional<Counted> counted_node(const std::string& library, const std::string& node)
{
  if (is_libc_library(library)) {
    if (const auto number = elf::version_number(node, "GLIBC_")) {
      return Counted{Family::libc, *number};
    }
    return node.starts_with("GLIBC_") ? std::optional(Counted{}) : std::nullopt;
  }
  const bool libstdcxx = library == "libstdc++.so.6";
  if (const auto number = elf::version_number(node, "GLIBCXX_"); number && libstdcxx) {
    return Counted{Family::libstdcxx, *number};
  }
  if (const auto number = elf::version_number(node, "CXXABI_"); number && libstdcxx) {
    return Counted{Family::libstdcxx, libstdcxx_with(*number)};
  }
  const auto number = elf::version_number(node, "GCC_");
  if (number && library == "libgcc_s.so.1") {
    return Counted{Family::libgcc, *number};
  }
  return std::nullopt;
}

std::vector<NodeDemand> nodes_of(const elf::ElfFile& file)
{
  std::vector<NodeDemand> nodes;
  for (const auto& need : file.version_needs) {
    for (const auto& version : need.versions) {
      const auto counted = counted_node(need.library, version.name);
      if (!counted || version.weak()) {
        continue;
      }
      std::set<std::string> symbols;
      for (const auto& symbol : file.symbols) {
        if (symbol.version_index == version.index &&
            symbol.version_file == need.library) {
          symbols.insert(symbol.name);
        }
      }
      nodes.push_back({counted->family,
                       need.library,
                       version.name,
                       counted->version,
                       {symbols.begin(), symbols.end()}});
    }
  }
  std::sort(nodes.begin(), nodes.end(), [](const auto& a, const auto& b) {
    return std::tie(a.family, b.version, a.node, a.library) <
           std::tie(b.family, a.version, b.node, b.library);
  });
  return nodes;
}

std::string problem_of(const elf::ElfFile& file)
{
  switch (file.type) {
  case elf::FileType::executable:
  case elf::FileType::shared: return "";
  case elf::FileType::relocatable: return "an object file, which a linker takes";
  case elf::FileType::core: return "a memory dump of a program";
  case elf::FileType::none: return "an ELF file without a type";
  }
  return "an ELF file of a type that nothing loads";
}

} // namespace

Result<FileDemand> read_demand(const std::filesystem::path& path,
                               const std::string& shown_as)
{
  CROSSROOT_TRY(auto source, elf::ByteSource::open(path));
  auto demand = read_demand(source, shown_as);
  if (const auto failure = source.failure()) {
    return Error(ErrorKind::io, "read", "cannot read all of " + shown_as)
        .note("cause", *failure);
  }
  demand.path = path;
  return demand;
}

FileDemand read_demand(elf::ByteSource& source, const std::string& shown_as)
{
  FileDemand demand;
  demand.file = shown_as;
  const auto file = elf::read_elf(source);
  if (!file) {
    demand.problem = "no ELF file that can be read: " + file.error().message();
    return demand;
  }
  demand.problem = problem_of(*file);
  const auto triplet = guess_triplet(*file);
  const auto go = elf::read_go_build_info(source, *file);
  const bool with_go = go && go->has_value();
  demand.requirement = requirement_of(*file, triplet, with_go ? &**go : nullptr);
  if (demand.problem.empty() && !triplet) {
    demand.problem = "for a machine that this program knows no loader of";
  }
  std::copy_if(file->needed.begin(), file->needed.end(),
               std::back_inserter(demand.other_libraries), [](const auto& name) {
                 return !is_libc_library(name) && !is_runtime_library(name);
               });
  std::sort(demand.other_libraries.begin(), demand.other_libraries.end());
  demand.nodes = nodes_of(*file);
  return demand;
}

std::string render_requirement(const catalog::Requirement& requirement)
{
  std::vector<std::string> words;
  const auto add = [&](std::string_view what, const Version& version) {
    if (!version.empty()) {
      words.push_back(fmt::format("{} {}", what, version.render()));
    }
  };
  if (requirement.is_static) {
    words.emplace_back("no library");
  } else {
    add(requirement.libc == Libc::musl ? "musl" : "glibc", requirement.libc_version);
    add("libstdc++", requirement.libstdcxx);
    add("libgcc", requirement.libgcc);
  }
  if (requirement.is_static || requirement.is_library) {
    add("kernel", std::max(requirement.kernel, requirement.kernel_note));
  } else if (!requirement.kernel.empty()) {
    add("kernel", requirement.kernel);
  } else if (!requirement.kernel_note.empty()) {
    words.push_back(fmt::format("kernel {} (noted)", requirement.kernel_note.render()));
  }
  const bool x86 =
      requirement.triplet && requirement.triplet->render().starts_with("x86_64");
  if (requirement.cpu_level > (x86 ? 1U : 0U)) {
    words.push_back(
        fmt::format("{}{}", x86 ? "x86-64-v" : "POWER", requirement.cpu_level));
  }
  for (const auto& marker : requirement.markers) {
    words.push_back(marker.name);
  }
  return words.empty() ? "nothing" : join(words, ", ");
}

} // namespace crossroot::verify
