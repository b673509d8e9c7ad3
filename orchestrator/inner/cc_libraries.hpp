// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::inner {

/// What the sysroot notes about third-party libraries (crossroot::sysroot writes it, at
/// usr/lib/crossroot/libraries): lines of three fields apart by tabs.
struct LibraryNotes {
  std::map<std::string, std::string, std::less<>> refused; ///< "systemd" → why
  std::map<std::string, std::vector<std::string>, std::less<>>
      needs;            ///< "pcap" → "dbus-1", …: what its archive asks of others
  std::string run_path; ///< "$ORIGIN" where libraries stand beside the program; or ""
};

/// Total: lines that it does not know are passed over.
LibraryNotes parse_library_notes(std::string_view text);

/// The link's arguments with what the notes add behind them; `refusal` is set, naming the
/// option, if one of the libraries cannot be had as asked.
std::vector<std::string> with_libraries(const LibraryNotes& notes,
                                        std::vector<std::string> arguments,
                                        bool dynamic,
                                        std::string& refusal);

} // namespace crossroot::inner
