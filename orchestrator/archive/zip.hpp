// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/entry_stream.hpp"

namespace crossroot::archive {

/// A reader that goes by the zip's central directory, as Go does, so that both see the
/// same files.
Result<Reader> open_zip(const fs::path& blob);

} // namespace crossroot::archive
