// SPDX-License-Identifier: Apache-2.0
// A program that loads the library while it runs.
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char** argv)
{
  void* library = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
  int (*answer)(void) = library == NULL ? NULL : (int (*)(void))dlsym(library, "Answer");
  if (answer == NULL) {
    puts(dlerror());
    return 1;
  }
  return printf("the library answers %d\n", answer()) < 0;
}
