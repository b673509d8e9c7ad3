// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string_view>

namespace crossroot::store {

/// A failed system call on the store as an Error with the remedy that fits: a full disk
/// and a read-only store are the host's (environment), all else is io.
/// `doing` reads "cannot write".
Error disk_error(std::string_view doing, const std::filesystem::path& path, int number);

} // namespace crossroot::store
