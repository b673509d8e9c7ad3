// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=twalk_r since=2.30 library=libc.so.6
// twalk_r(3): twalk that carries the caller's argument, by one that carries none. The
// argument waits in the thread; a walk within a walk puts the outer one back.
#define _GNU_SOURCE 1
#include <search.h>
#include <stddef.h>

struct walk {
  void (*action)(const void *, VISIT, void *);
  void *argument;
};
static __thread struct walk current;

static void visit(const void *node, VISIT when, int depth)
{
  (void)depth;
  current.action(node, when, current.argument);
}

__attribute__((weak, visibility("hidden")))
void twalk_r(const void *root, void (*action)(const void *, VISIT, void *),
             void *argument)
{
  if (root == NULL || action == NULL) {
    return;
  }
  const struct walk outer = current;
  current = (struct walk){action, argument};
  twalk(root, visit);
  current = outer;
}
