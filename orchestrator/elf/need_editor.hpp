// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace crossroot::elf {

/// An undefined symbol that is to be asked of the same library under an older version.
struct OlderVersion {
  std::string library; ///< "libm.so.6"
  std::string symbol;  ///< "pow"
  std::string version; ///< what the file asks: "GLIBC_2.29"
  std::string older;   ///< "GLIBC_2.2.5"
};

/// Makes a program or library ask for older versions, in place: not a byte is added, no
/// address moves. Of every version that is named, all symbols have to be: it is then
/// needed no more, and its record is renamed or unlinked.
/// Errors (verify): a version of which symbols would be left (id "left"), the name of an
/// older version that is nowhere in the file's strings or that would need a record more
/// (id "no-room"); the bytes are then as they were. Whether the older function does what
/// the program expects is the caller's to know.
Result<void> ask_for_older(std::span<std::byte> file,
                           const std::vector<OlderVersion>& changes);

} // namespace crossroot::elf
