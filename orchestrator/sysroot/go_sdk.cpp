// SPDX-License-Identifier: Apache-2.0
// The Go toolchain travels as a module, so its files follow a module zip's rules: no
// modes, and no go.mod below the root, lest it be another module. Go undoes both when it
// switches toolchains (cmd/go/internal/toolchain, modfetch.allowExec); this file does the
// same. The SDKs of 1.20 come with mode 0 even for programs.
#include "sysroot/go_sdk.hpp"

#include "archive/archive.hpp"
#include "base/text.hpp"
#include "os/files.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

namespace crossroot::sysroot {

namespace {

Error wrong_sdk(const fs::path& blob, std::string_view version, std::string found)
{
  return Error(ErrorKind::digest_mismatch, "sdk",
               fmt::format("{} is not the Go SDK {}", blob.filename().string(), version))
      .note("found", std::move(found));
}

/// "golang.org/toolchain@v0.0.1-go1.25.5.linux-amd64/" of the zip that starts so.
Result<std::string>
module_prefix(const fs::path& blob, std::string_view version, const std::string& first)
{
  const auto start = fmt::format("golang.org/toolchain@v0.0.1-go{}.", version);
  const auto pieces = split(first, '/');
  if (!first.starts_with(start) || pieces.size() < 3 ||
      !first.substr(start.size()).starts_with("linux-")) {
    return wrong_sdk(blob, version, "its first entry is " + first);
  }
  return fmt::format("{}/{}/", pieces[0], pieces[1]);
}

bool is_program(const std::string& path)
{
  return matches_glob("bin/*", path) || matches_glob("pkg/tool/**", path) ||
         matches_glob("lib/**/go_?*_?*_exec", path) ||
         matches_glob("misc/**/go_?*_?*_exec", path);
}

Result<void> repair_entry(const fs::path& root, const TreeEntry& entry)
{
  if (entry.kind != TreeEntry::Kind::file) {
    return {};
  }
  const auto path = root / entry.path;
  if (path.filename() == "_go.mod") {
    CROSSROOT_TRY(const auto text, os::read_file(path));
    CROSSROOT_CHECK(os::write_file(path.parent_path() / "go.mod", text));
  }
  std::error_code failed;
  fs::permissions(path, fs::perms(is_program(entry.path) ? 0755 : 0644), failed);
  if (failed) {
    return Error(ErrorKind::io, "sdk", "cannot set the mode of " + path.string())
        .note("cause", failed.message());
  }
  return {};
}

/// The VERSION file says what is really inside.
Result<void>
check_version(const fs::path& blob, std::string_view version, const fs::path& root)
{
  CROSSROOT_TRY(const auto text, os::read_file(root / "VERSION", 4096));
  const auto first = std::string(trim(split(text, '\n').front()));
  if (first != fmt::format("go{}", version)) {
    return wrong_sdk(blob, version, "its VERSION says " + first);
  }
  return {};
}

} // namespace

Result<void> unpack_go_sdk(const fs::path& blob,
                           std::string_view version,
                           const fs::path& into,
                           const CancelToken& cancel)
{
  archive::UnpackPolicy policy;
  CROSSROOT_TRY(const bool zip, archive::is_zip(blob));
  if (zip) {
    CROSSROOT_TRY(const auto first, archive::first_entry(blob));
    CROSSROOT_TRY(policy.strip_prefix, module_prefix(blob, version, first));
    CROSSROOT_CHECK(archive::unpack_zip(blob, into, policy, cancel));
  } else {
    policy.strip_prefix = "go/";
    CROSSROOT_CHECK(archive::unpack_tar(blob, into, policy, cancel));
  }
  CROSSROOT_CHECK(check_version(blob, version, into));
  if (!zip) {
    return {}; // a tarball has its modes
  }
  CROSSROOT_TRY(const auto entries, list_tree(into));
  for (const auto& entry : entries) {
    CROSSROOT_CHECK(repair_entry(into, entry));
  }
  return {};
}

} // namespace crossroot::sysroot
