// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=sigabbrev_np since=2.32 library=libc.so.6 is_name=1
// crossroot-compat: symbol=sigdescr_np since=2.32 library=libc.so.6 is_name=0
// sigabbrev_np(3) and sigdescr_np(3): "HUP" and "Hangup" of SIGHUP; null for what is no
// signal or a real-time one.
#include <stddef.h>

#include "signal_texts.h"

#if COMPAT_is_name
#define TEXT(name, text) [SIG##name] = #name,
#else
#define TEXT(name, text) [SIG##name] = text,
#endif

static const char *const texts[] = {FOR_EACH_SIGNAL(TEXT)};

__attribute__((weak, visibility("hidden")))
const char *COMPAT_SYMBOL(int signal)
{
  const size_t count = sizeof texts / sizeof *texts;
  return signal >= 0 && (size_t)signal < count ? texts[signal] : NULL;
}
