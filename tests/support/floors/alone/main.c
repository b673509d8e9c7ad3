// SPDX-License-Identifier: Apache-2.0
// The calls without Go around them.
#include "../calls.h"

#include <stdio.h>

int main(void)
{
  const char* const failed[] = {first_failing_call(), first_failing_own(),
                                first_failing_part()};
  for (int i = 0; i < 3; ++i) {
    if (*failed[i] != '\0') {
      printf("%s failed\n", failed[i]);
      return 1;
    }
  }
  puts("all calls answered");
  return 0;
}
