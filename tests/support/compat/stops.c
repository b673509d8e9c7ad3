// SPDX-License-Identifier: Apache-2.0
// What _FORTIFY_SOURCE calls: within the object like the plain function, else the end.
#include "answers.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

size_t __strlcpy_chk(char *, const char *, size_t, size_t);
size_t __strlcat_chk(char *, const char *, size_t, size_t);
size_t __wcslcpy_chk(wchar_t *, const wchar_t *, size_t, size_t);
size_t __wcslcat_chk(wchar_t *, const wchar_t *, size_t, size_t);
void __explicit_bzero_chk(void *, size_t, size_t);
int __poll_chk(struct pollfd *, nfds_t, int, size_t);
int __ppoll_chk(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *, size_t);
long __fdelt_chk(long);

/// The signal that ends a child in which the call is made; 0 if it returns.
#define ENDS_BY(call)                                                                    \
  {                                                                                      \
    const pid_t child = fork();                                                          \
    if (child == 0) {                                                                    \
      prepare_end();                                                                     \
      (void)(call, 0);                                                                   \
      _exit(0);                                                                          \
    }                                                                                    \
    tell("end of " #call, signal_of(child));                                             \
  }

static void prepare_end(void)
{
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(SIGABRT, SIG_DFL);
  close(2);
}

static int signal_of(pid_t child)
{
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

void say_stops(void)
{
  char text[8] = "ab";
  wchar_t wide[8] = L"ab";
  struct pollfd none[1] = {{-1, 0, 0}};
  const struct timespec moment = {0, 1000};
  TELL(__strlcpy_chk(text, "abc", 8, 8));
  TELL(__strlcat_chk(text, "abc", 8, 8));
  TELL_TEXT(text);
  TELL(__wcslcpy_chk(wide, L"abc", 8, 8));
  TELL(__wcslcat_chk(wide, L"abc", 8, 8));
  TELL(wcslen(wide));
  __explicit_bzero_chk(text, 4, 8);
  TELL(text[0]);
  TELL(__poll_chk(none, 1, 0, sizeof none));
  TELL(__ppoll_chk(none, 1, &moment, NULL, sizeof none));
  TELL(__fdelt_chk(70));
  ENDS_BY(__strlcpy_chk(text, "abc", 9, 8))
  ENDS_BY(__strlcat_chk(text, "abc", 9, 8))
  ENDS_BY(__wcslcpy_chk(wide, L"abc", 9, 8))
  ENDS_BY(__wcslcat_chk(wide, L"abc", 9, 8))
  ENDS_BY(__explicit_bzero_chk(text, 9, 8))
  ENDS_BY(__poll_chk(none, 2, 0, sizeof none))
  ENDS_BY(__ppoll_chk(none, 2, &moment, NULL, sizeof none))
  ENDS_BY(__fdelt_chk(1024))
  ENDS_BY(__fdelt_chk(-1))
  ENDS_BY(__fdelt_chk(1023))
}
