// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/store.hpp"

namespace crossroot::store {

/// A writer whose temporary stands in `temporaries` and which publishes below `blobs`,
/// both on one file system.
Result<std::unique_ptr<BlobWriter>> make_blob_writer(const fs::path& temporaries,
                                                     const fs::path& blobs);

} // namespace crossroot::store
