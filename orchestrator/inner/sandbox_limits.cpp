// SPDX-License-Identifier: Apache-2.0
#include "inner/sandbox_limits.hpp"

#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>

namespace crossroot::inner {
namespace {

// Processes are counted per user namespace since Linux 5.14; before, all of the user's
// own count, so this is no tight bound but a stop to a fork bomb.
constexpr rlim_t k_processes = 4096;
constexpr rlim_t k_open_files = 65536;
constexpr rlim_t k_file_bytes = rlim_t{64} << 30;

template <class Resource> bool limit(Resource resource, rlim_t wanted)
{
  rlimit now = {};
  if (::getrlimit(resource, &now) != 0) {
    return false;
  }
  const rlim_t value = std::min(wanted, now.rlim_max);
  const rlimit next = {value, value};
  return ::setrlimit(resource, &next) == 0;
}

} // namespace

bool apply_limits(const InnerSpec& spec)
{
  ::umask(022);
  ::personality(PER_LINUX);
  if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_NOFILE, k_open_files) ||
      !limit(RLIMIT_NPROC, k_processes) || !limit(RLIMIT_FSIZE, k_file_bytes)) {
    return false;
  }
  // Of data, not of addresses: Go reserves far more addresses than it ever touches.
  return spec.memory_limit_bytes == 0 || limit(RLIMIT_DATA, spec.memory_limit_bytes);
}

} // namespace crossroot::inner
