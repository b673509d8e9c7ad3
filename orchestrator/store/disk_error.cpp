// SPDX-License-Identifier: Apache-2.0
#include "store/disk_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace crossroot::store {

Error disk_error(std::string_view doing, const std::filesystem::path& path, int number)
{
  auto message = fmt::format("{} {}: {}", doing, path.string(),
                             std::generic_category().message(number));
  switch (number) {
  case ENOSPC:
  case EDQUOT:
    return Error(ErrorKind::environment, "disk-full", std::move(message))
        .note("cause", "the disk of the store is full; nothing half-written was kept")
        .hint("crossroot gc    or    CROSSROOT_STORE=FOLDER on a larger disk");
  case EROFS:
  case EACCES:
  case EPERM:
    return Error(ErrorKind::environment, "store-read-only", std::move(message))
        .hint("CROSSROOT_STORE=FOLDER that this user may write");
  default: return Error(ErrorKind::io, "store", std::move(message));
  }
}

} // namespace crossroot::store
