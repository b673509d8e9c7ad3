// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes four files into the folder, counts their words on four threads, and returns
/// the sum. On failure returns -1 and fills `message`.
long words_count(const char* folder, char* message, size_t message_bytes);

#ifdef __cplusplus
}
#endif
