// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=fts64_children since=2.23 library=libc.so.6 arch=amd64,arm64
// crossroot-compat: symbol=fts64_close since=2.23 library=libc.so.6 arch=amd64,arm64
// crossroot-compat: symbol=fts64_open since=2.23 library=libc.so.6 arch=amd64,arm64
// crossroot-compat: symbol=fts64_read since=2.23 library=libc.so.6 arch=amd64,arm64
// crossroot-compat: symbol=fts64_set since=2.23 library=libc.so.6 arch=amd64,arm64
// fts(3) as code with 64-bit file offsets calls it. Where long has 64 bits it is the old
// one, entry for entry; elsewhere the entries are others, and there is no replacement.
struct walk;
struct entry;

#define FORWARD(type, name, parameters, arguments)                                       \
  type fts_##name parameters;                                                            \
  __attribute__((weak, visibility("hidden"))) type fts64_##name parameters               \
  {                                                                                      \
    return fts_##name arguments;                                                         \
  }

#if defined(COMPAT_IS_fts64_children)
FORWARD(struct entry *, children, (struct walk * walk, int options), (walk, options))
#elif defined(COMPAT_IS_fts64_close)
FORWARD(int, close, (struct walk * walk), (walk))
#elif defined(COMPAT_IS_fts64_open)
FORWARD(struct walk *, open,
        (char *const *paths, int options,
         int (*order)(const struct entry **, const struct entry **)),
        (paths, options, order))
#elif defined(COMPAT_IS_fts64_read)
FORWARD(struct entry *, read, (struct walk * walk), (walk))
#elif defined(COMPAT_IS_fts64_set)
FORWARD(int, set, (struct walk * walk, struct entry *entry, int instruction),
        (walk, entry, instruction))
#endif
