// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=fsopen since=2.36 library=libc.so.6
// crossroot-compat: symbol=fsmount since=2.36 library=libc.so.6
// crossroot-compat: symbol=fsconfig since=2.36 library=libc.so.6
// crossroot-compat: symbol=fspick since=2.36 library=libc.so.6
// crossroot-compat: symbol=move_mount since=2.36 library=libc.so.6
// crossroot-compat: symbol=open_tree since=2.36 library=libc.so.6
// crossroot-compat: symbol=mount_setattr since=2.36 library=libc.so.6
// The file-descriptor way to mount: fsopen(2) and its kin. ENOSYS before Linux 5.2, for
// mount_setattr 5.12, as with glibc. Every architecture has the same numbers.
#define _GNU_SOURCE 1
#include <stddef.h>
#include <unistd.h>

#if defined(COMPAT_IS_fsopen)
__attribute__((weak, visibility("hidden")))
int fsopen(const char *name, unsigned flags)
{
  return (int)syscall(430, name, flags);
}
#elif defined(COMPAT_IS_fsmount)
__attribute__((weak, visibility("hidden")))
int fsmount(int context, unsigned flags, unsigned attributes)
{
  return (int)syscall(432, context, flags, attributes);
}
#elif defined(COMPAT_IS_fsconfig)
__attribute__((weak, visibility("hidden")))
int fsconfig(int context, unsigned command, const char *key, const void *value, int more)
{
  return (int)syscall(431, context, command, key, value, more);
}
#elif defined(COMPAT_IS_fspick)
__attribute__((weak, visibility("hidden")))
int fspick(int folder, const char *path, unsigned flags)
{
  return (int)syscall(433, folder, path, flags);
}
#elif defined(COMPAT_IS_move_mount)
__attribute__((weak, visibility("hidden")))
int move_mount(int from_folder, const char *from, int to_folder, const char *to,
               unsigned flags)
{
  return (int)syscall(429, from_folder, from, to_folder, to, flags);
}
#elif defined(COMPAT_IS_open_tree)
__attribute__((weak, visibility("hidden")))
int open_tree(int folder, const char *path, unsigned flags)
{
  return (int)syscall(428, folder, path, flags);
}
#elif defined(COMPAT_IS_mount_setattr)
struct mount_attr;

__attribute__((weak, visibility("hidden")))
int mount_setattr(int folder, const char *path, unsigned flags,
                  struct mount_attr *attributes, size_t size)
{
  return (int)syscall(442, folder, path, flags, attributes, size);
}
#endif
