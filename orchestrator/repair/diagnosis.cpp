// SPDX-License-Identifier: Apache-2.0
// Three ways are known to run a program on a libc older than the one it was linked with,
// and each is recommended for more than it does.
//
// A preloaded library can bring a function, but no version: the loader holds each library
// against the versions that are asked of it before it looks up one symbol (glibc:
// elf/dl-version.c), and refuses. So a preload library alone cures no such file.
//
// Asking for older versions of the same functions does, where there are some and they do
// what the program relies on. __libc_start_main is where they do not: since 2.34 it runs
// the program's constructors, which programs linked since then no longer do by
// themselves. Under the older one they would start and silently run none.
//
// A bundle, the program with a loader and libraries of its own, cures all but what is the
// kernel's and the processor's.
#include "repair/diagnosis.hpp"

#include "base/text.hpp"
#include "catalog/symbols.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <algorithm>

namespace crossroot::repair {

namespace {

using Family = verify::NodeDemand::Family;

Error refused(const verify::FileDemand& demand, std::string why)
{
  return Error(ErrorKind::usage, "repair",
               fmt::format("there is nothing to repair in {}", demand.file))
      .note("cause", std::move(why));
}

/// The newest libstdc++ that stood beside a libc not above the floor.
Version libstdcxx_beside(const Version& libc)
{
  const catalog::Distribution* best = nullptr;
  for (const auto& row : catalog::distributions()) {
    if (row.libc == Libc::glibc && !row.libc_version.empty() &&
        row.libc_version <= libc && !row.libstdcxx.empty() &&
        (best == nullptr || row.libc_version > best->libc_version ||
         (row.libc_version == best->libc_version && row.libstdcxx > best->libstdcxx))) {
      best = &row;
    }
  }
  return best == nullptr ? Version() : best->libstdcxx;
}

bool newer_than(const verify::NodeDemand& node, const Version& libc, const Version& cxx)
{
  switch (node.family) {
  case Family::libc: return node.version.empty() || node.version > libc;
  case Family::libstdcxx: return !cxx.empty() && node.version > cxx;
  case Family::libgcc: return false; // its newest node is older than every floor
  }
  return false;
}

Opinion opinion_of_preload(const Diagnosis& diagnosis)
{
  const auto& first = diagnosis.lacking.front();
  return {false, fmt::format("the loader refuses {} of {} before it looks into a "
                             "preloaded library",
                             first.node, first.library)};
}

/// What the same library has under an older version; a reason if it has nothing.
Result<std::string> older_version(const catalog::SymbolRows& rows,
                                  const verify::NodeDemand& node,
                                  const std::string& symbol)
{
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) {
    return one.symbol == symbol && one.library == node.library;
  });
  if (symbol == "__libc_start_main") {
    return Error(ErrorKind::verify, "rewrite",
                 fmt::format("{}@{} runs the program's constructors, the older one would "
                             "not: it would start and be wrong",
                             symbol, node.node));
  }
  if (row == rows.end()) {
    return Error(ErrorKind::verify, "rewrite",
                 fmt::format("{} has no {} before {}", node.library, symbol, node.node));
  }
  return std::string(row->node);
}

Opinion opinion_of_rewrite(const Triplet& triplet, const Version& floor, Diagnosis& found)
{
  const auto rows = catalog::defaults_in_glibc(triplet, floor);
  for (const auto& node : found.lacking) {
    if (node.family != Family::libc) {
      return {false, fmt::format("{} has no older form of {}", node.library, node.node)};
    }
    if (node.symbols.empty()) {
      return {false,
              fmt::format("{} is no function but what the loader must know", node.node)};
    }
    for (const auto& symbol : node.symbols) {
      auto older = older_version(rows, node, symbol);
      if (!older) {
        return {false, older.error().message()};
      }
      found.older.push_back({node.library, symbol, node.node, *std::move(older)});
    }
  }
  return {true, "the same libraries have all of it under older versions"};
}

/// What the kernel gives a program that it starts itself, and would not give one that a
/// loader starts.
bool has_privileges(const std::filesystem::path& file)
{
  struct stat status {};
  return (::stat(file.c_str(), &status) == 0 &&
          (status.st_mode & (S_ISUID | S_ISGID)) != 0) ||
         ::getxattr(file.c_str(), "security.capability", nullptr, 0) > 0;
}

Opinion opinion_of_bundle(const verify::FileDemand& demand)
{
  const auto& asked = demand.requirement;
  if (asked.is_library) {
    return {false, "a library lives with the libc of the program that loads it"};
  }
  if (asked.private_symbols) {
    return {false, "it asks for GLIBC_PRIVATE, made for one build of glibc"};
  }
  if (has_privileges(demand.path)) {
    return {false, "its set-id bits or capabilities have no effect where a loader "
                   "starts it"};
  }
  return {true, "the program with a loader and libraries of its own"};
}

} // namespace

Result<Diagnosis> diagnose(const verify::FileDemand& demand, Version floor)
{
  const auto& asked = demand.requirement;
  if (!demand.problem.empty()) {
    return refused(demand, demand.problem);
  }
  if (asked.is_static) {
    return refused(demand, "it asks for no library, so for no libc of any age");
  }
  if (asked.libc != Libc::glibc || !asked.triplet) {
    return refused(demand, asked.libc == Libc::musl
                               ? "it is of musl, whose functions have no versions"
                               : "it is of no CPU that the tables cover");
  }
  if (floor.empty()) {
    floor = asked.triplet->baseline();
  }
  CROSSROOT_CHECK(check_floor(*asked.triplet, {.libc = floor}));
  Diagnosis found{.floor = floor};
  const auto cxx = libstdcxx_beside(floor);
  std::copy_if(demand.nodes.begin(), demand.nodes.end(),
               std::back_inserter(found.lacking),
               [&](const auto& node) { return newer_than(node, floor, cxx); });
  if (found.healthy()) {
    return found;
  }
  found.preload = opinion_of_preload(found);
  found.rewrite = opinion_of_rewrite(*asked.triplet, floor, found);
  found.bundle = opinion_of_bundle(demand);
  return found;
}

} // namespace crossroot::repair
