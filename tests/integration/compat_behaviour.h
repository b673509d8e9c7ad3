// SPDX-License-Identifier: Apache-2.0
#pragma once

extern int failures;
void check(int holds, const char *what, int line);
#define CHECK(condition) check(condition, #condition, __LINE__)

void floating_point(void);
void threads(void);
void clocks(void);
void clocks_of_librt(void);
void thread_exit(void);
void object_search(void);
