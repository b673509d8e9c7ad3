// SPDX-License-Identifier: Apache-2.0
// Loads two libraries with private copies of the same replacements, lets both work, takes
// one away, and lets the other work on.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

typedef const char* work_function(void);
typedef void* keep_function(void*);
typedef void* kept_function(void);

static void* library(const char* path)
{
  void* const handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (handle == NULL) {
    printf("%s\n", dlerror());
    exit(1);
  }
  return handle;
}

static void* function(void* handle, const char* name)
{
  void* const found = dlsym(handle, name);
  if (found == NULL) {
    printf("%s\n", dlerror());
    exit(1);
  }
  return found;
}

static void let_work(void* handle, const char* name)
{
  const char* const failed = ((work_function*)function(handle, "work"))();
  if (*failed != '\0') {
    printf("%s of %s failed\n", failed, name);
    exit(1);
  }
}

int main(int count, char** paths)
{
  if (count != 3) {
    return 2;
  }
  void* const one = library(paths[1]);
  void* const two = library(paths[2]);
  let_work(one, "one");
  let_work(two, "two");
  int first, second;
  if (((keep_function*)function(one, "keep"))(&first) != &first ||
      ((kept_function*)function(two, "kept"))() != NULL ||
      ((keep_function*)function(two, "keep"))(&second) != &second ||
      ((kept_function*)function(one, "kept"))() != &first) {
    puts("one library sees the other's value");
    return 1;
  }
  let_work(one, "one");
  ((keep_function*)function(one, "keep"))(NULL);
  if (dlclose(one) != 0) {
    printf("%s\n", dlerror());
    return 1;
  }
  puts("one is closed");
  let_work(two, "two");
  puts("two works on");
  return 0;
}
