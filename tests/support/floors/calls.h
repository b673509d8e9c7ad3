// SPDX-License-Identifier: Apache-2.0
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// Calls functions that newer glibcs changed, renamed or introduced. "" if all answered
/// as their manual pages say, else the name of the first that did not.
const char* first_failing_call(void);
/// The same for a file that has functions of its own where the libc is too old.
const char* first_failing_own(void);
/// The same for parts of the C++ library that call newer functions of the C library.
const char* first_failing_part(void);

#ifdef __cplusplus
}
#endif
