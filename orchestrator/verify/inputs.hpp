// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/members.hpp"
#include "verify/verify.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace crossroot::verify {

namespace fs = std::filesystem;

/// A file on disk, not opened yet.
struct FileInput {
  fs::path path;
  /// Named by the user, who has to be told if it is no ELF file; one that a folder holds
  /// is passed over in silence.
  bool named = false;
};
/// A member of an archive that starts as ELF files do.
struct MemberInput {
  std::vector<std::byte> bytes;
};
/// A hard link to the member shown as `of`, which came before.
struct LinkInput {
  std::string of;
};

/// One thing that an operand holds, or why it could not be had.
struct Input {
  std::string shown_as; ///< "pkg.deb!usr/bin/x", safe on a terminal
  std::variant<FileInput, MemberInput, LinkInput, Error> content;
};

/// Whether a file that starts so is an ELF file.
bool has_elf_magic(std::span<const std::byte> start);

/// Whether a file is to be looked at: one in a folder only if it starts as ELF files do.
/// One that cannot be read is left to its reader, who says why.
bool may_be_elf(const FileInput& file);

/// The error in words that no terminal obeys: paths are shown as `shown_as` alone.
Error renamed(const Error& error, const std::string& shown_as);
/// What a report says of one that could not be read.
Unread unread_of(const std::string& shown_as, const Error& error);

/// Tells `visit` of everything that the operand stands for, one at a time: a file; the
/// regular files of a folder and of the folders below it, in the order of their names,
/// no symbolic link followed; the ELF members of an archive. A symbolic link that is the
/// operand itself is followed. Whatever cannot be read is told as an Error (io) and does
/// not end the walk. Archives inside folders are files like others.
void for_each_input(const std::string& operand,
                    const archive::MemberLimits& limits,
                    const CancelToken& cancel,
                    const std::function<void(Input)>& visit);

} // namespace crossroot::verify
