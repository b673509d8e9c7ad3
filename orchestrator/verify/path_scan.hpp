// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "elf/elf_file.hpp"

#include <map>
#include <string>
#include <vector>

namespace crossroot::verify {

/// Where each of the paths first stands: path → the printable run that begins with it.
/// Looks at every byte of the file (code, Go's pclntab and build record, names, notes)
/// and at the inflated content of compressed debug sections, at most 4 GiB of it. Holds
/// one piece of 256 KiB and what inflating needs. An Error if a byte cannot be read: then
/// nothing is known of the file.
Result<std::map<std::string, std::string>>
scan_for_paths(elf::ByteSource& source,
               const elf::ElfFile& file,
               const std::vector<std::string>& paths);

/// Place of the first `needle` in `text`, npos if there is none. For long texts and few
/// hits: compares sixteen places at a time with the needle's two rarest bytes.
std::size_t find_rare(std::string_view text, std::string_view needle);

} // namespace crossroot::verify
