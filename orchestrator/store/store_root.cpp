// SPDX-License-Identifier: Apache-2.0
#include "store/store.hpp"

#include <unistd.h>

#include <cstdlib>

namespace crossroot::store {

namespace {

fs::path from_environment(const char* name)
{
  const char* value = std::getenv(name);
  return value == nullptr ? fs::path() : fs::path(value);
}

} // namespace

Result<fs::path> default_store_root()
{
  std::error_code failed;
  if (const auto chosen = from_environment("CROSSROOT_STORE"); !chosen.empty()) {
    const auto absolute = fs::absolute(chosen, failed);
    return failed ? chosen : absolute;
  }
  // Root's home is commonly 0700, and builds drop to a uid that could not pass it.
  if (::geteuid() == 0) {
    return fs::path("/var/cache/crossroot");
  }
  // The XDG specification says that a relative path there is to be ignored.
  if (const auto cache = from_environment("XDG_CACHE_HOME"); cache.is_absolute()) {
    return cache / "crossroot";
  }
  if (const auto home = from_environment("HOME"); home.is_absolute()) {
    return home / ".cache" / "crossroot";
  }
  return Error(ErrorKind::environment, "store", "no place for the store: HOME is not set")
      .hint("CROSSROOT_STORE=FOLDER");
}

} // namespace crossroot::store
