// SPDX-License-Identifier: Apache-2.0
#include "inner/sandbox_seccomp.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include <cstddef>
#include <iterator>

namespace crossroot::inner {
namespace {

// Written by filter_generator from libseccomp when crossroot is built.
#include "seccomp_filter.inc"

template <std::size_t length> bool load(const sock_filter (&steps)[length])
{
  const sock_fprog program = {static_cast<unsigned short>(length),
                              const_cast<sock_filter*>(steps)};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

} // namespace

bool install_seccomp_filter()
{
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && load(k_policy) &&
         load(k_newer_calls);
}

} // namespace crossroot::inner
