// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"

#include <fmt/format.h>

namespace crossroot::archive {

Result<void> unpack(std::string_view format,
                    const fs::path& blob,
                    const fs::path& into,
                    const UnpackPolicy& policy,
                    const CancelToken& cancel)
{
  auto* const one = format == "deb"   ? &unpack_deb
                    : format == "rpm" ? &unpack_rpm
                    : format == "apk" ? &unpack_apk
                    : format == "tar" ? &unpack_tar
                    : format == "zip" ? &unpack_zip
                                      : nullptr;
  return one == nullptr ? Result<void>(Error(ErrorKind::bug, "archive",
                                             fmt::format("no format \"{}\"", format)))
                        : one(blob, into, policy, cancel);
}

} // namespace crossroot::archive
