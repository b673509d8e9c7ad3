// SPDX-License-Identifier: Apache-2.0
// Each say_ function prints a line a call: "name(case) answer errno".
#pragma once

void say_calls(void);
void say_files(void);
void say_processes(void);
void say_texts(void);
void say_conversions(void);
void say_numbers(void);
void say_bits(void);
void say_threads(void);
void say_moved(void);
void say_stops(void);

/// Prints the line of a call whose answer is a number, with the errno that it left.
void say(const char *call, long long answer);
/// The same without errno, for functions that need not keep it.
void tell(const char *call, long long answer);
void tell_text(const char *call, const char *answer);

/// Evaluates `call` with errno 0 before.
#define SAY(call) (clear_errno(), say(#call, (long long)(call)))
#define TELL(call) tell(#call, (long long)(call))
#define TELL_TEXT(call) tell_text(#call, call)
void clear_errno(void);

/// The function, by a pointer that no compiler sees through.
#define REAL(function) (*(__typeof__(&(function)) volatile[]){&(function)})
