// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossroot::elf {

/// One file of an ar(5) archive.
struct ArchiveMember {
  std::string name;       ///< "spawn.o"
  std::string_view bytes; ///< of the archive that was read
};

/// The members in order, without the symbol index; System V and BSD long names, and
/// Go's names of 16 bytes. Empty if this is no archive; what is cut short ends the list.
/// Total. `archive` must outlive the result.
std::vector<ArchiveMember> read_archive_members(std::string_view archive);

} // namespace crossroot::elf
