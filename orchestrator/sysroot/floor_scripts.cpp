// SPDX-License-Identifier: Apache-2.0
#include "os/files.hpp"
#include "sysroot/floor_steps.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace crossroot::sysroot {

namespace {

// What glibc 2.34 took into libc.so.6: code written for it names none of these.
constexpr std::array<std::string_view, 6> k_one_libc_later = {
    "libpthread.so.0", "libdl.so.2",     "librt.so.1",
    "libutil.so.1",    "libresolv.so.2", "libanl.so.1"};

/// Puts the archive behind libc_nonshared.a, where the linker looks once libc.so.6 has
/// not answered. What the archive calls, and code for a newer libc, stands in libraries
/// beside it, which enter DT_NEEDED only if they are used.
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
  std::string beside;
  for (const auto library : k_one_libc_later) {
    const auto file = fmt::format("{}/{}", folder, library);
    if (tree.base < Version{2, 34} && resolve_in_tree(tree.into, file)) {
      beside += " /" + file;
    }
  }
  text.insert(as_needed + std::string_view("AS_NEEDED (").size(), beside);
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

// What gcc's gthr-posix.h and <shared_mutex> call by weak references.
constexpr std::string_view k_thread_names =
    "__pthread_key_create pthread_cancel pthread_cond_broadcast pthread_cond_destroy "
    "pthread_cond_init pthread_cond_signal pthread_cond_timedwait pthread_cond_wait "
    "pthread_create pthread_detach pthread_equal pthread_getspecific pthread_join "
    "pthread_key_create pthread_key_delete pthread_mutex_destroy pthread_mutex_init "
    "pthread_mutex_lock pthread_mutex_timedlock pthread_mutex_trylock "
    "pthread_mutex_unlock pthread_mutexattr_destroy pthread_mutexattr_init "
    "pthread_mutexattr_settype pthread_once pthread_rwlock_rdlock "
    "pthread_rwlock_timedrdlock pthread_rwlock_timedwrlock pthread_rwlock_tryrdlock "
    "pthread_rwlock_trywrlock pthread_rwlock_unlock pthread_rwlock_wrlock pthread_self "
    "pthread_setspecific sched_yield";

} // namespace

Result<void> whole_static_threads(const FlooredTree& tree)
{
  const auto folder = library_folder(tree.into, tree.triplet);
  const auto path = resolve_in_tree(tree.into, folder + "/libpthread.a");
  if (!path || tree.base >= Version{2, 34}) {
    return {};
  }
  const auto real = folder + "/libpthread-real.a";
  CROSSROOT_CHECK(os::rename_into_place(tree.into / *path, tree.into / real));
  CROSSROOT_CHECK(
      os::write_file(tree.into / *path,
                     fmt::format("/* GNU ld script */\nEXTERN ( {} )\nINPUT ( /{} )\n",
                                 k_thread_names, real)));
  tree.fixups.push_back(
      fmt::format("{}: static programs get what libstdc++ calls weakly", *path));
  return {};
}

Result<void> floor_scripts(const FlooredTree& tree)
{
  const auto folder = library_folder(tree.into, tree.triplet);
  CROSSROOT_CHECK(extend_shared_script(tree, folder));
  CROSSROOT_CHECK(extend_static_script(tree, folder));
  const auto place = tree.into / std::string(k_compat_archive);
  CROSSROOT_CHECK(os::make_folders(place.parent_path()));
  return os::write_file(place, "!<arch>\n");
}

} // namespace crossroot::sysroot
