// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace crossroot::os {

/// What this process may use of the machine. None of it may reach a key or an output.
unsigned cpu_count(); ///< the CPUs that we may run on, at least 1
std::uint32_t effective_uid();
bool is_terminal(int descriptor);
unsigned terminal_columns(int descriptor); ///< 80 if unknown
/// Nothing if unset or empty.
std::optional<std::string> environment(const char* name);
/// Home by $HOME, else by the user database.
std::optional<std::filesystem::path> home_folder();
/// Bytes that an ordinary user may still write on the file system of `path`.
std::optional<std::uint64_t> free_disk_bytes(const std::filesystem::path& path);
/// The running program's own file.
std::filesystem::path own_executable();

} // namespace crossroot::os
