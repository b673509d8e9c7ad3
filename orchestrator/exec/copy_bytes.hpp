// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace crossroot::exec {

/// Appends nothing: `to` is a new empty file, and becomes the same bytes as `from`, with
/// its holes. 0, or the errno of what failed.
int copy_bytes(int from, int to);

} // namespace crossroot::exec
