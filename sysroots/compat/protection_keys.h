// SPDX-License-Identifier: Apache-2.0
// The calls of pkeys(7), Linux 4.9. Headers of kernels before that do not number them.
#pragma once

#include <sys/syscall.h>

#ifndef SYS_pkey_alloc
#if defined(__x86_64__)
#define SYS_pkey_mprotect 329
#define SYS_pkey_alloc 330
#define SYS_pkey_free 331
#elif defined(__i386__)
#define SYS_pkey_mprotect 380
#define SYS_pkey_alloc 381
#define SYS_pkey_free 382
#elif defined(__arm__)
#define SYS_pkey_mprotect 394
#define SYS_pkey_alloc 395
#define SYS_pkey_free 396
#else
#define SYS_pkey_mprotect 288
#define SYS_pkey_alloc 289
#define SYS_pkey_free 290
#endif
#endif
