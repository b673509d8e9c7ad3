// SPDX-License-Identifier: Apache-2.0
#include "os/files.hpp"
#include "sysroot/floor_steps.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

namespace crossroot::sysroot {

namespace {

/// Puts the archive behind libc_nonshared.a, where the linker looks once libc.so.6 has
/// not answered; its thread functions stand in libpthread, which enters DT_NEEDED only
/// if they are used.
Result<void> extend_shared_script(const FlooredTree& tree, const std::string& folder)
{
  const auto path = resolve_in_tree(tree.into, folder + "/libc.so");
  if (!path) {
    return {}; // a runtime tree: nothing is linked against it
  }
  CROSSROOT_TRY(auto text, os::read_file(tree.into / *path, 65536));
  const auto group = text.find("GROUP");
  const auto nonshared = text.find("libc_nonshared.a", group);
  const auto as_needed = text.find("AS_NEEDED (", nonshared);
  if (as_needed == std::string::npos) {
    return Error(ErrorKind::definition, "floor",
                 *path + " of the base is no linker script of the known form");
  }
  const auto threads = folder + "/libpthread.so.0";
  if (tree.base < Version{2, 34} && resolve_in_tree(tree.into, threads)) {
    text.insert(as_needed + std::string_view("AS_NEEDED (").size(), " /" + threads);
  }
  text.insert(nonshared + std::string_view("libc_nonshared.a").size(),
              fmt::format(" /{}", k_compat_archive));
  CROSSROOT_CHECK(os::write_file(tree.into / *path, text));
  tree.fixups.push_back(
      fmt::format("floor {}: {}: compat archive", tree.floor.render(), *path));
  return {};
}

/// -static never sees libc.so. The real archive comes first: it has its own, newer
/// functions, and needs no older libc; the other fills what even it lacks.
Result<void> extend_static_script(const FlooredTree& tree, const std::string& folder)
{
  const auto path = resolve_in_tree(tree.into, folder + "/libc.a");
  if (!path) {
    return {};
  }
  const auto real = folder + "/libc-real.a";
  CROSSROOT_CHECK(os::rename_into_place(tree.into / *path, tree.into / real));
  CROSSROOT_CHECK(os::write_file(
      tree.into / *path,
      fmt::format("/* GNU ld script */\nGROUP ( /{} /{} )\n", real, k_compat_archive)));
  tree.fixups.push_back(
      fmt::format("floor {}: {}: compat archive", tree.floor.render(), *path));
  return {};
}

} // namespace

Result<void> floor_scripts(const FlooredTree& tree)
{
  const auto folder = "usr/lib/" + multiarch_folder(tree.triplet);
  CROSSROOT_CHECK(extend_shared_script(tree, folder));
  CROSSROOT_CHECK(extend_static_script(tree, folder));
  const auto place = tree.into / std::string(k_compat_archive);
  CROSSROOT_CHECK(os::make_folders(place.parent_path()));
  return os::write_file(place, "!<arch>\n");
}

} // namespace crossroot::sysroot
