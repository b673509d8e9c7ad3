// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <functional>
#include <string_view>

namespace crossroot::exec {

/// Copies what a sandbox left in `from` to new inodes below the existing folder `into`:
/// plain files and folders only. Links, devices, sockets and set-id bits are refused
/// (Error of kind build). Files become 0755 if the owner may execute them, else 0644.
/// Call it when everything that could still write is dead. `wanted` sees the path
/// relative to `from`; a folder that it refuses is not entered.
Result<void> collect_outputs(const std::filesystem::path& from,
                             const std::filesystem::path& into,
                             const std::function<bool(std::string_view)>& wanted = {});

/// One regular file, to a new inode with these permissions; replaces nothing.
Result<void> copy_to_new_inode(const std::filesystem::path& from,
                               const std::filesystem::path& to,
                               unsigned mode);

} // namespace crossroot::exec
