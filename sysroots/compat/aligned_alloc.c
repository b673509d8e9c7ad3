// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=aligned_alloc since=2.16 library=libc.so.6
// C11 7.22.3.1 aligned_alloc, which glibc 2.16 gave to memalign.
#include <malloc.h>

__attribute__((weak, visibility("hidden")))
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
