// SPDX-License-Identifier: Apache-2.0
#include "answers.h"

#include <errno.h>
#include <stdio.h>

void clear_errno(void) { errno = 0; }

void say(const char *call, long long answer)
{
  const int reason = errno;
  printf("%s = %lld errno %d\n", call, answer, reason);
  fflush(stdout);
}

void tell(const char *call, long long answer)
{
  printf("%s = %lld\n", call, answer);
  fflush(stdout);
}

void tell_text(const char *call, const char *answer)
{
  printf("%s = %s\n", call, answer == NULL ? "(null)" : answer);
  fflush(stdout);
}
