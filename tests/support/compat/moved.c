// SPDX-License-Identifier: Apache-2.0
// What moved into libc.so.6 with glibc 2.34 or got another version since: without -lresolv,
// -ldl, -lrt, -lutil, by the names that newer headers give.
#include "answers.h"

#include <arpa/nameser.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

int dn_expand_here(const uint8_t *, const uint8_t *, const uint8_t *, char *, int)
    __asm__("dn_expand");
int dn_comp_here(const char *, uint8_t *, int, uint8_t **, uint8_t **) __asm__("dn_comp");
int dn_skipname_here(const uint8_t *, const uint8_t *) __asm__("dn_skipname");
int res_hnok_here(const char *) __asm__("res_hnok");
int res_dnok_here(const char *) __asm__("res_dnok");
int res_ownok_here(const char *) __asm__("res_ownok");
int res_mailok_here(const char *) __asm__("res_mailok");
int res_mkquery_here(int, const char *, int, int, const uint8_t *, int, const uint8_t *,
                     uint8_t *, int) __asm__("res_mkquery");
int res_query_here(const char *, int, int, uint8_t *, int) __asm__("res_query");
int res_search_here(const char *, int, int, uint8_t *, int) __asm__("res_search");
int res_send_here(const uint8_t *, int, uint8_t *, int) __asm__("res_send");
int res_nsearch_here(void *, const char *, int, int, uint8_t *, int) __asm__("res_nsearch");
int res_nquery_here(void *, const char *, int, int, uint8_t *, int) __asm__("res_nquery");
int res_querydomain_here(const char *, const char *, int, int, uint8_t *, int)
    __asm__("res_querydomain");

static void say_names_of_the_net(void)
{
  static const uint8_t message[] = "\3www\7example\3org\0";
  uint8_t into[512];
  char text[256] = "";
  TELL(dn_expand_here(message, message + sizeof message, message, text, sizeof text));
  TELL_TEXT(text);
  TELL(dn_expand_here(message, message + 3, message, text, sizeof text));
  TELL(dn_skipname_here(message, message + sizeof message));
  TELL(dn_comp_here("www.example.org", into, sizeof into, NULL, NULL));
  TELL(memcmp(into, message, 17));
  static const char *const names[] = {"host.example", "_srv._tcp.x", "a b", "-x", "me@x", ""};
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
    TELL_TEXT(names[i]);
    TELL(res_hnok_here(names[i]));
    TELL(res_dnok_here(names[i]));
    TELL(res_ownok_here(names[i]));
    TELL(res_mailok_here(names[i]));
  }
  TELL(res_mkquery_here(0, "example.org", 1, 1, NULL, 0, NULL, into, sizeof into));
  TELL(res_mkquery_here(0, "example.org", 1, 1, NULL, 0, NULL, into, 5));
  TELL(res_query_here("", 999999, 1, into, 0) < 0);
  TELL(res_send_here(into, 0, into, 0) < 0);
  // Addresses alone: nothing of the net is asked for.
  const volatile void *const asked[] = {res_search_here, res_nsearch_here, res_nquery_here,
                                        res_querydomain_here};
  TELL(asked[0] && asked[1] && asked[2] && asked[3]);
}

void say_moved(void)
{
  say_names_of_the_net();
  void *self = dlopen(NULL, RTLD_NOW);
  TELL(self != NULL && dlsym(self, "malloc") != NULL);
  TELL(dlsym(self, "no_such_function") == NULL && dlerror() != NULL);
  SAY(shm_open("/no such memory", O_RDONLY, 0));
  timer_t timer;
  struct sigevent event = {.sigev_notify = SIGEV_NONE};
  SAY(timer_create(CLOCK_MONOTONIC, &event, &timer));
  SAY(timer_delete(timer));
  int master = -1, terminal = -1;
  if (openpty(&master, &terminal, NULL, NULL, NULL) == 0) {
    TELL(isatty(terminal));
    close(master);
    close(terminal);
  }
  sigset_t mask;
  TELL(pthread_sigmask(SIG_BLOCK, NULL, &mask));
  pthread_attr_t attributes;
  TELL(pthread_getattr_np(pthread_self(), &attributes));
  size_t size = 0;
  void *stack = NULL;
  TELL(pthread_attr_getstack(&attributes, &stack, &size));
  TELL(size > 0);
  pthread_attr_destroy(&attributes);
  char copy[8];
  REAL(memcpy)(copy, "memcpy", 7);
  TELL_TEXT(copy);
}
