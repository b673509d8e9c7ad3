// SPDX-License-Identifier: Apache-2.0
#include "elf/version_editor.hpp"
#include "os/files.hpp"
#include "sysroot/floor_steps.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

namespace crossroot::sysroot {

namespace {

// What glibc itself installs. Other libraries keep their versions: their own are not
// GLIBC_ ones, and what they need of glibc is verify's business.
constexpr std::array<std::string_view, 12> k_glibc_libraries{
    "libBrokenLocale.so.1", "libanl.so.1",    "libc.so.6",    "libcrypt.so.1",
    "libdl.so.2",           "libm.so.6",      "libmvec.so.1", "libnsl.so.1",
    "libpthread.so.0",      "libresolv.so.2", "librt.so.1",   "libutil.so.1"};
// libcrypt left glibc for libxcrypt, which kept soname and GLIBC_ symbols and made its
// own versions the default. At the floor there are only the former.
constexpr std::string_view k_crypt_prefix = "XCRYPT_";

Result<void> floor_library(const FlooredTree& tree, const std::string& path)
{
  const auto file = tree.into / path;
  CROSSROOT_TRY(auto bytes, os::read_file(file));
  const auto writable = std::as_writable_bytes(std::span(bytes));
  if (path.find("/libcrypt.so") != std::string::npos) {
    CROSSROOT_CHECK(elf::hide_versions_above(writable, Version(), k_crypt_prefix));
  }
  auto edited = elf::hide_versions_above(writable, tree.floor);
  if (!edited) {
    return std::move(edited).error().during("flooring " + path);
  }
  if (!edited->changed()) {
    return {};
  }
  std::error_code failed;
  const auto mode = fs::status(file, failed).permissions() & fs::perms::owner_exec;
  CROSSROOT_CHECK(os::write_file(file, bytes, mode == fs::perms::none ? 0644 : 0755));
  tree.fixups.push_back(fmt::format("floor {}: {}: {} hidden, {} shown",
                                    tree.floor.render(), path, edited->hidden.size(),
                                    edited->shown.size()));
  return {};
}

} // namespace

Result<void> floor_libraries(const FlooredTree& tree)
{
  std::set<std::string> files; // two names of one file are floored once
  const auto folder = library_folder(tree.into, tree.triplet) + "/";
  for (const auto name : k_glibc_libraries) {
    if (auto file = resolve_in_tree(tree.into, folder + std::string(name))) {
      files.insert(std::move(*file));
    }
  }
  if (auto loader =
          resolve_in_tree(tree.into, std::string(tree.triplet.facts().loader))) {
    files.insert(std::move(*loader));
  }
  for (const auto& file : files) {
    CROSSROOT_CHECK(floor_library(tree, file));
  }
  return {};
}

} // namespace crossroot::sysroot
