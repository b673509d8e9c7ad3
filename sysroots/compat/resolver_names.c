// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=dn_comp since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=dn_expand since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=dn_skipname since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_dnok since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_hnok since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_mailok since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_ownok since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_mkquery since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_nmkquery since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_nquery since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_nquerydomain since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_nsearch since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_nsend since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_query since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_querydomain since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_search since=2.34 library=libresolv.so.2
// crossroot-compat: symbol=res_send since=2.34 library=libresolv.so.2
// resolver(3). Until glibc 2.34 headers spelled these names with two underscores, and
// libresolv had them so; what was compiled since asks for the plain names.
typedef unsigned char byte;

#define FORWARD(name, parameters, arguments)                                             \
  int __##name parameters;                                                               \
  __attribute__((weak, visibility("hidden"))) int name parameters                        \
  {                                                                                      \
    return __##name arguments;                                                           \
  }

#if defined(COMPAT_IS_dn_comp)
FORWARD(dn_comp, (const char *from, byte *into, int size, byte **names, byte **end),
        (from, into, size, names, end))
#elif defined(COMPAT_IS_dn_expand)
FORWARD(dn_expand,
        (const byte *message, const byte *end, const byte *from, char *into, int size),
        (message, end, from, into, size))
#elif defined(COMPAT_IS_dn_skipname)
FORWARD(dn_skipname, (const byte *from, const byte *end), (from, end))
#elif defined(COMPAT_IS_res_dnok)
FORWARD(res_dnok, (const char *name), (name))
#elif defined(COMPAT_IS_res_hnok)
FORWARD(res_hnok, (const char *name), (name))
#elif defined(COMPAT_IS_res_mailok)
FORWARD(res_mailok, (const char *name), (name))
#elif defined(COMPAT_IS_res_ownok)
FORWARD(res_ownok, (const char *name), (name))
#elif defined(COMPAT_IS_res_mkquery)
FORWARD(res_mkquery,
        (int code, const char *name, int class, int type, const byte *text, int length,
         const byte *record, byte *into, int size),
        (code, name, class, type, text, length, record, into, size))
#elif defined(COMPAT_IS_res_nmkquery)
FORWARD(res_nmkquery,
        (void *state, int code, const char *name, int class, int type, const byte *text,
         int length, const byte *record, byte *into, int size),
        (state, code, name, class, type, text, length, record, into, size))
#elif defined(COMPAT_IS_res_nquery)
FORWARD(res_nquery,
        (void *state, const char *name, int class, int type, byte *into, int size),
        (state, name, class, type, into, size))
#elif defined(COMPAT_IS_res_nquerydomain)
FORWARD(res_nquerydomain,
        (void *state, const char *name, const char *domain, int class, int type,
         byte *into, int size),
        (state, name, domain, class, type, into, size))
#elif defined(COMPAT_IS_res_nsearch)
FORWARD(res_nsearch,
        (void *state, const char *name, int class, int type, byte *into, int size),
        (state, name, class, type, into, size))
#elif defined(COMPAT_IS_res_nsend)
FORWARD(res_nsend, (void *state, const byte *message, int length, byte *into, int size),
        (state, message, length, into, size))
#elif defined(COMPAT_IS_res_query)
FORWARD(res_query, (const char *name, int class, int type, byte *into, int size),
        (name, class, type, into, size))
#elif defined(COMPAT_IS_res_querydomain)
FORWARD(res_querydomain,
        (const char *name, const char *domain, int class, int type, byte *into, int size),
        (name, domain, class, type, into, size))
#elif defined(COMPAT_IS_res_search)
FORWARD(res_search, (const char *name, int class, int type, byte *into, int size),
        (name, class, type, into, size))
#elif defined(COMPAT_IS_res_send)
FORWARD(res_send, (const byte *message, int length, byte *into, int size),
        (message, length, into, size))
#endif
