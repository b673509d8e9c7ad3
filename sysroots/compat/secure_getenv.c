// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=secure_getenv since=2.17 library=libc.so.6
// secure_getenv(3). Before 2.17 it was there with two underscores.
char *__secure_getenv(const char *name);

__attribute__((weak, visibility("hidden")))
char *secure_getenv(const char *name) { return __secure_getenv(name); }
