// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "elf/sections.hpp"

#include <functional>
#include <span>

namespace crossroot::elf {

/// Gives the content of a compressed section (SHF_COMPRESSED with zlib or zstd, or the
/// older .zdebug_ form) to `take` in pieces, in order. Holds 64 KiB of input, 256 KiB of
/// output and the format's window, zstd's at most 128 MiB. Stops with an Error (kind
/// verify) at damage, at an unknown format, or when the content is longer than
/// `most_bytes` or than the header says: no small file asks for endless work.
Result<void> inflate_section(ByteSource& source,
                             const ElfFile& file,
                             const Section& section,
                             std::uint64_t most_bytes,
                             const std::function<void(std::span<const std::byte>)>& take);

/// Whether inflate_section has anything to do.
bool is_compressed(const Section& section);

} // namespace crossroot::elf
