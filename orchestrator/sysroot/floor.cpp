// SPDX-License-Identifier: Apache-2.0
// A program linked on glibc 2.34 or newer asks for 2.34, whatever it does, and the old
// distributions whose sysroots would not do so leave the mirrors one by one. So a newer
// base is made to look like the floor: the linker is shown each library as it was, the
// compiler the headers, and what the floor lacks comes from a static archive. This guides
// compiler and linker; whether the output keeps the floor is decided by verify.
#include "os/files.hpp"
#include "sysroot/consistency.hpp"
#include "sysroot/floor_steps.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::sysroot {

namespace {

/// The oldest libc that the base's crt objects still start: those of 2.34 pass no
/// constructors to an older __libc_start_main, and nothing reports it.
Result<void>
check_base(const Version& base, const Version& floor, const Definition& definition)
{
  const Version merged{2, 34};
  if (base >= merged && floor < merged) {
    return Error(ErrorKind::definition, "floor",
                 fmt::format("{} (glibc {}) cannot serve a floor of {}", definition.name,
                             base.render(), floor.render()))
        .note("cause", "its crt objects run no constructors on a glibc below 2.34")
        .hint("use a base of glibc 2.33 or older, such as debian-11");
  }
  return {};
}

} // namespace

Result<void> remove_shared_runtime(const fs::path& into, std::vector<std::string>& fixups)
{
  CROSSROOT_TRY(const auto entries, list_tree(into));
  for (const auto& entry : entries) {
    if (entry.kind != TreeEntry::Kind::folder && entry.path.ends_with("/libstdc++.so")) {
      CROSSROOT_CHECK(os::remove_tree(into / entry.path));
      fixups.push_back("static runtime: no " + entry.path);
    }
  }
  return {};
}

Result<std::vector<std::string>> apply_floor(const fs::path& base,
                                             const Triplet& triplet,
                                             const Floor& floor,
                                             const Definition& definition,
                                             bool static_runtime,
                                             const fs::path& into)
{
  CROSSROOT_CHECK(check_floor(triplet, floor));
  CROSSROOT_CHECK(link_tree(base, into, [](const std::string&) { return true; }));
  std::vector<std::string> fixups;
  if (static_runtime) {
    CROSSROOT_CHECK(remove_shared_runtime(into, fixups));
  }
  if (triplet.libc() == Libc::glibc && !floor.libc.empty()) {
    const auto path = library_folder(into, triplet) + "/libc.so.6";
    const auto library = resolve_in_tree(into, path);
    if (!library) {
      return Error(
          ErrorKind::definition, "floor",
          fmt::format("{} has no {} for {}", definition.name, path, triplet.render()));
    }
    CROSSROOT_TRY(const auto own, libc_version(into / *library));
    const FlooredTree tree{into, triplet, own, floor.libc, fixups};
    CROSSROOT_CHECK(whole_static_threads(tree));
    if (floor.libc < own) {
      CROSSROOT_CHECK(check_base(own, floor.libc, definition));
      CROSSROOT_CHECK(floor_libraries(tree));
      CROSSROOT_CHECK(floor_headers(tree));
    }
    // Also at the base's own version: a prebuilt archive may be newer than both.
    CROSSROOT_TRY(const auto replacements, compat_sources(triplet, floor));
    if (!replacements.empty()) {
      CROSSROOT_CHECK(floor_scripts(tree));
    }
  }
  std::sort(fixups.begin(), fixups.end());
  return fixups;
}

Result<void>
join_compat(const fs::path& floored, const fs::path& archive_file, const fs::path& into)
{
  const std::string place(k_compat_archive);
  CROSSROOT_CHECK(
      link_tree(floored, into, [&](const std::string& path) { return path != place; }));
  std::error_code failed;
  if (!fs::exists(floored / place, failed)) {
    return {}; // nothing is missing at this floor, and no script asks for it
  }
  CROSSROOT_TRY(const auto bytes, os::read_file(archive_file));
  return os::write_file(into / place, bytes);
}

} // namespace crossroot::sysroot
