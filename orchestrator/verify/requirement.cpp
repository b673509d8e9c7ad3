// SPDX-License-Identifier: Apache-2.0
// What a file asks of a system stands in five places: version needs, the loader's name,
// notes (kernel, CPU), dynamic tags, and, for Go code, the record of its linker, which
// alone knows the kernel that this release of Go supports and the CPU it compiled for.
#include "base/text.hpp"
#include "catalog/kernels.hpp"
#include "catalog/libstdcxx.hpp"
#include "catalog/symbols.hpp"
#include "verify/demand.hpp"
#include "verify/subject.hpp"

#include <algorithm>
#include <bit>

namespace crossroot::verify {

namespace {

/// Nodes count by the library that they are asked of: others have nodes of these names.
auto named(std::string_view wanted)
{
  return [wanted](std::string_view name) { return name == wanted; };
}

Version kernel_of_go(const elf::GoBuildInfo& go, const std::optional<Triplet>& triplet)
{
  const auto pieces = split(go.go_version, '.');
  if (pieces.size() < 2 || pieces[0] != "go1") {
    return {};
  }
  const auto digits = pieces[1].substr(0, pieces[1].find_first_not_of("0123456789"));
  const auto minor = parse_number(digits); // without the rc1 of 1.27rc1
  if (!minor) {
    return {};
  }
  return catalog::kernel_for(catalog::KernelAsker::go,
                             {1, static_cast<std::uint32_t>(*minor)},
                             triplet ? triplet->facts().go_arch : "");
}

unsigned level_of_go(const elf::GoBuildInfo& go)
{
  const auto setting = [&](const char* name) {
    const auto found = go.settings.find(name);
    return found == go.settings.end() ? std::string_view() : found->second;
  };
  const auto number = [](std::string_view text, std::string_view prefix) {
    const bool fits = text.starts_with(prefix);
    return static_cast<unsigned>(
        fits ? parse_number(text.substr(prefix.size())).value_or(0) : 0);
  };
  return std::max(number(setting("GOAMD64"), "v"), number(setting("GOPPC64"), "power"));
}

/// The x86-64 level in the property note, on which glibc insists since 2.33.
unsigned level_of_note(const elf::ElfFile& file)
{
  constexpr std::uint16_t k_x86_64 = 62;
  return file.machine == k_x86_64
             ? static_cast<unsigned>(std::bit_width(file.x86_isa_needed & 15U))
             : 0;
}

/// musl versions no symbol: the newest release that first had one of the names.
Version musl_with_names_of(const elf::ElfFile& file, const Triplet& triplet)
{
  Version newest;
  for (const auto& symbol : file.symbols) {
    if (!symbol.defined() && !symbol.weak()) {
      const auto first =
          catalog::introduction_of(catalog::Runtime::musl, triplet, symbol.name);
      newest = first ? std::max(newest, first->release) : newest;
    }
  }
  return newest;
}

/// A note of 3.10.0 and a kernel called 3.10 are the same.
Version kernel_of_note(const elf::ElfFile& file)
{
  if (!file.abi_tag) {
    return {};
  }
  const auto& tag = *file.abi_tag;
  return tag[3] == 0 ? Version{tag[1], tag[2]} : Version{tag[1], tag[2], tag[3]};
}

void add_libc_demand(const elf::ElfFile& file, catalog::Requirement& requirement)
{
  constexpr std::uint64_t k_dt_relr = 36;
  const bool relr = file.dynamic_value(k_dt_relr).has_value() && !requirement.is_static;
  requirement.packed =
      relr ? catalog::PackedRelocations::unmarked : catalog::PackedRelocations::none;
  if (requirement.libc == Libc::musl) {
    requirement.libc_version = musl_with_names_of(file, *requirement.triplet);
    return;
  }
  const auto demand = demand_of(file, "GLIBC_", is_libc_library);
  requirement.libc_version = demand.highest;
  for (const auto& word : demand.words) {
    if (word == "GLIBC_PRIVATE") {
      requirement.private_symbols = true;
    } else {
      requirement.markers.push_back({word, release_of_marker(word)});
    }
  }
  const auto is_marker = [](const auto& name) { return name == "GLIBC_ABI_DT_RELR"; };
  const auto& defined = file.version_definitions; // libc.so.6 needs nobody's
  if (relr && (std::any_of(demand.words.begin(), demand.words.end(), is_marker) ||
               std::any_of(defined.begin(), defined.end(),
                           [&](const auto& one) { return is_marker(one.name); }))) {
    requirement.packed = catalog::PackedRelocations::marked;
  }
}

} // namespace

Version libstdcxx_with(const Version& cxxabi)
{
  return catalog::glibcxx_beside(cxxabi).value_or(catalog::node_pairs().back().glibcxx);
}

catalog::Requirement requirement_of(const elf::ElfFile& file,
                                    const std::optional<Triplet>& triplet,
                                    const elf::GoBuildInfo* go)
{
  catalog::Requirement requirement;
  requirement.triplet = triplet;
  requirement.libc = triplet ? triplet->libc() : Libc::glibc;
  requirement.is_static = !file.interpreter && file.needed.empty();
  requirement.is_library = file.type == elf::FileType::shared && !file.interpreter &&
                           !file.position_independent_executable();
  requirement.interpreter = file.interpreter.value_or("");
  add_libc_demand(file, requirement);
  const auto libstdcxx = named("libstdc++.so.6");
  requirement.libstdcxx =
      std::max(demand_of(file, "GLIBCXX_", libstdcxx).highest,
               libstdcxx_with(demand_of(file, "CXXABI_", libstdcxx).highest));
  requirement.libgcc = demand_of(file, "GCC_", named("libgcc_s.so.1")).highest;
  requirement.kernel_note = kernel_of_note(file);
  requirement.cpu_level = level_of_note(file);
  if (go != nullptr) {
    requirement.kernel = kernel_of_go(*go, triplet);
    requirement.cpu_level = std::max(requirement.cpu_level, level_of_go(*go));
  }
  return requirement;
}

catalog::Requirement requirement_of(const Subject& subject)
{
  return requirement_of(subject.file, subject.triplet,
                        subject.go ? &*subject.go : nullptr);
}

} // namespace crossroot::verify
