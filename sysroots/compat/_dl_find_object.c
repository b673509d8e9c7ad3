// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=_dl_find_object since=2.35 library=libc.so.6
// _dl_find_object of the glibc manual ("Dynamic Linker Introspection"), by
// dl_iterate_phdr(3), as unwinders did before. libgcc 12 and newer reads dlfo_eh_frame
// and nothing else that is not set here; dlfo_link_map stays null, for no public call
// gives it without a lock.
#define _GNU_SOURCE 1
#include <link.h>
#include <stdint.h>
#include <string.h>

struct found {
  unsigned long long flags;
  void *start, *end;
  void *link_map;
  void *eh_frame;
#if defined(__i386__) || defined(__arc__) || defined(__or1k__)
  void *eh_dbase;
#endif
#if defined(__arm__)
  int eh_count;
#endif
  unsigned long long reserved[7];
};

struct search {
  uintptr_t address;
  struct found *found;
};

#if defined(__arm__)
#define FRAME_SEGMENT PT_ARM_EXIDX
#else
#define FRAME_SEGMENT PT_GNU_EH_FRAME
#endif

static int look(struct dl_phdr_info *object, size_t size, void *memory)
{
  struct search *search = memory;
  uintptr_t low = UINTPTR_MAX, high = 0;
  int contains = 0;
  const ElfW(Phdr) *frame = NULL;
  (void)size;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    uintptr_t start = object->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_LOAD) {
      low = start < low ? start : low;
      high = start + segment->p_memsz > high ? start + segment->p_memsz : high;
      contains |= search->address - start < segment->p_memsz;
    } else if (segment->p_type == FRAME_SEGMENT) {
      frame = segment;
    }
  }
  if (!contains || frame == NULL) {
    return 0;
  }
  struct found *found = search->found;
  memset(found, 0, sizeof *found);
  found->start = (void *)low;
  found->end = (void *)high;
  found->eh_frame = (void *)(object->dlpi_addr + frame->p_vaddr);
#if defined(__arm__)
  found->eh_count = (int)(frame->p_memsz / 8);
#endif
  return 1;
}

__attribute__((weak, visibility("hidden")))
int find_object(void *address, struct found *found) __asm__("_dl_find_object");
int find_object(void *address, struct found *found)
{
  struct search search = {(uintptr_t)address, found};
  return dl_iterate_phdr(look, &search) == 1 ? 0 : -1;
}
