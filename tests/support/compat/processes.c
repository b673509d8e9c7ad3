// SPDX-License-Identifier: Apache-2.0
#include "answers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

int pidfd_open(pid_t process, unsigned flags);
int pidfd_getfd(int process, int file, unsigned flags);
int pidfd_send_signal(int process, int signal, void *facts, unsigned flags);
pid_t pidfd_getpid(int process);
ssize_t process_madvise(int, const struct iovec *, size_t, int, unsigned);
int process_mrelease(int process, unsigned flags);
int execveat(int, const char *, char *const[], char *const[], int);

static void say_descriptors(void)
{
  const pid_t child = fork();
  if (child == 0) {
    for (;;) {
      pause();
    }
  }
  const int process = pidfd_open(child, 0);
  SAY(process >= 0);
  SAY(pidfd_open(-1, 0));
  SAY(pidfd_open(child, 0x40000000));
  SAY(pidfd_getpid(-1));
  SAY(pidfd_getpid(0));
  if (process >= 0) {
    SAY(pidfd_getpid(process) == child);
    SAY(pidfd_getfd(process, 999, 0));
    SAY(pidfd_getfd(process, 0, 1));
    SAY(process_mrelease(process, 1));
    SAY(pidfd_send_signal(process, 0, NULL, 0));
    SAY(pidfd_send_signal(process, 999, NULL, 0));
    SAY(pidfd_send_signal(process, SIGKILL, NULL, 0));
  } else {
    SAY(pidfd_getfd(0, 0, 0) < 0);
    SAY(pidfd_send_signal(0, 0, NULL, 0) < 0);
    kill(child, SIGKILL);
  }
  int status = 0;
  TELL(waitpid(child, &status, 0) == child);
  TELL(WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  if (process >= 0) {
    SAY(pidfd_getpid(process));
  }
  const struct iovec piece = {NULL, 0};
  SAY(process_madvise(-1, &piece, 1, MADV_COLD, 0));
  SAY(process_mrelease(-1, 0));
  close(process);
}

static int status_of(const char *path, int flags)
{
  const pid_t child = fork();
  if (child == 0) {
    char *const arguments[] = {(char *)path, NULL};
    execveat(AT_FDCWD, path, arguments, arguments + 1, flags);
    _exit(errno & 127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

static void leave_7(void) { printf("at_quick_exit ran\n"); }

static void say_ends(void)
{
  TELL(status_of("/nothing", 0));
  TELL(status_of("/", 0));
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    at_quick_exit(leave_7);
    fflush(stdout);
    setvbuf(stdout, NULL, _IONBF, 0);
    quick_exit(9);
  }
  int status = 0;
  waitpid(child, &status, 0);
  TELL(WEXITSTATUS(status));
}

void say_processes(void)
{
  say_descriptors();
  say_ends();
  TELL(REAL(getauxval)(AT_PAGESZ));
  SAY(REAL(getauxval)(9999));
  setenv("ANSWERS", "secure", 1);
  TELL_TEXT(REAL(secure_getenv)("ANSWERS"));
  TELL_TEXT(REAL(secure_getenv)("NO_ANSWERS"));
}
