// SPDX-License-Identifier: Apache-2.0
// A program that was linked with the library.
#include <stdio.h>

int Answer(void);

int main(void)
{
  return printf("the library answers %d\n", Answer()) < 0;
}
