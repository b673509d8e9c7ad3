// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/image.hpp"

namespace crossroot::archive {

class ByteInput;

/// Tells the sink of the members of an archive's images that no later layer hides, and of
/// layers that are damaged. An Error (io) if a layer is missing or the archive is
/// damaged.
Result<void> read_image(const ByteInput& input,
                        ArchiveKind kind,
                        std::vector<ImageLayers> images,
                        const MemberLimits& limits,
                        MemberSink& sink,
                        const CancelToken& cancel);

} // namespace crossroot::archive
