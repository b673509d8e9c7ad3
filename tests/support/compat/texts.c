// SPDX-License-Identifier: Apache-2.0
#include "answers.h"

#include <errno.h>
#include <signal.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

size_t strlcpy(char *, const char *, size_t);
size_t strlcat(char *, const char *, size_t);
size_t wcslcpy(wchar_t *, const wchar_t *, size_t);
size_t wcslcat(wchar_t *, const wchar_t *, size_t);
const char *strerrorname_np(int);
const char *strerrordesc_np(int);
const char *sigabbrev_np(int);
const char *sigdescr_np(int);
int __memcmpeq(const void *, const void *, size_t);
void explicit_bzero(void *, size_t);
void twalk_r(const void *, void (*)(const void *, VISIT, void *), void *);

static void say_copies(void)
{
  static const char *const sources[] = {"", "a", "abcdef", "abcdefg", "abcdefghijk"};
  for (size_t i = 0; i < sizeof sources / sizeof *sources; ++i) {
    for (size_t size = 0; size <= 8; size += 4) {
      char text[9] = "xyzwxyz";
      wchar_t wide[9] = L"xyzwxyz", source[16];
      TELL(REAL(strlcpy)(text, sources[i], size));
      TELL_TEXT(text);
      strcpy(text, "xy");
      TELL(REAL(strlcat)(text, sources[i], size));
      TELL_TEXT(text);
      TELL(swprintf(source, 16, L"%s", sources[i]));
      TELL(wcslcpy(wide, source, size));
      printf("%ls\n", wide);
      wcscpy(wide, L"xy");
      TELL(wcslcat(wide, source, size));
      printf("%ls\n", wide);
    }
  }
  char full[4] = {'a', 'b', 'c', 'd'};
  TELL(REAL(strlcat)(full, "xyz", 4));
  TELL(full[3]);
  wchar_t wide[4] = {L'a', L'b', L'c', L'd'};
  TELL(wcslcat(wide, L"xyz", 4));
  TELL(wide[3]);
  char secret[8] = "secrets";
  explicit_bzero(secret, 5);
  TELL_TEXT(secret + 5);
  TELL(secret[0] | secret[4]);
  TELL(__memcmpeq("abc", "abd", 3) != 0);
  TELL(__memcmpeq("abc", "abd", 2));
}

static void say_names(void)
{
  for (int number = -1; number < 140; ++number) {
    TELL_TEXT(strerrorname_np(number));
    TELL_TEXT(strerrordesc_np(number));
  }
  for (int number = -1; number < 70; ++number) {
    TELL_TEXT(sigabbrev_np(number));
    TELL_TEXT(sigdescr_np(number));
  }
}

static int by_text(const void *a, const void *b) { return strcmp(a, b); }

struct path {
  char text[256];
  const void *inner; ///< walked within the walk
};

static void visit_inner(const void *node, VISIT when, void *memory)
{
  if (when == leaf || when == postorder) {
    strcat(memory, *(const char *const *)node);
  }
}

static void visit(const void *node, VISIT when, void *memory)
{
  struct path *path = memory;
  char step[64];
  snprintf(step, sizeof step, "%d%s ", (int)when, *(const char *const *)node);
  strcat(path->text, step);
  if (when == preorder) {
    twalk_r(path->inner, visit_inner, path->text);
  }
}

static void say_tree(void)
{
  static const char *const words[] = {"m", "c", "x", "a", "d", "y"};
  void *root = NULL;
  for (size_t i = 0; i < sizeof words / sizeof *words; ++i) {
    tsearch(words[i], &root, by_text);
  }
  struct path path = {"", root};
  twalk_r(root, visit, &path);
  TELL_TEXT(path.text);
  twalk_r(NULL, visit, &path);
  twalk_r(root, NULL, &path);
  TELL(strlen(path.text));
}

void say_texts(void)
{
  say_copies();
  say_names();
  say_tree();
}
