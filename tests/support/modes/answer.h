// SPDX-License-Identifier: Apache-2.0
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// 42, if exceptions, threads and a function that the floor lacks all work.
__attribute__((visibility("hidden"))) int answer(void);

#ifdef __cplusplus
}
#endif
