// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__libc_single_threaded since=2.32 library=libc.so.6
// The variable of sys/single_threaded.h. 0 says that there may be several threads,
// which is always safe: callers then use atomic operations.
__attribute__((weak, visibility("hidden")))
char __libc_single_threaded = 0;
