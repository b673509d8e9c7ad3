// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossroot::archive {

/// The name of an entry as a relative path without "." and "..": "./usr//lib/" becomes
/// "usr/lib", the root itself "". Nothing for a name that is absolute, climbs, or holds
/// a NUL, a newline or another control character.
std::optional<std::string> clean_entry_path(std::string_view name);

/// The path in a tree with merged /usr: "bin/sh" is "usr/bin/sh", "lib64/x" is
/// "usr/lib64/x", everything else stays.
std::string merge_usr(std::string_view path);

/// What a symbolic link at `from` with this target points at, as a path from the tree's
/// root, by names alone; absolute targets start at the tree's root. Nothing if it leaves
/// the tree.
std::optional<std::string> link_destination(std::string_view from,
                                            std::string_view target);

/// The relative target that leads from the link `from` to `to`, both paths from the root.
std::string relative_target(std::string_view from, std::string_view to);

/// Lower case of ASCII letters: names that a file system without case would mix up.
std::string fold_case(std::string_view path);

} // namespace crossroot::archive
