// SPDX-License-Identifier: Apache-2.0
#include "archive/entry_stream.hpp"

#include <archive.h>
#include <archive_entry.h>

namespace crossroot::archive {

Result<void> unpack_tar(const fs::path& blob,
                        const fs::path& into,
                        const UnpackPolicy& policy,
                        const CancelToken& cancel)
{
  const Utf8Names utf8;
  const auto name = blob.filename().string();
  const Reader reader(archive_read_new());
  archive_read_support_format_tar(reader.get());
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_filter_xz(reader.get());
  archive_read_support_filter_zstd(reader.get());
  archive_read_support_filter_bzip2(reader.get());
  if (archive_read_open_filename(reader.get(), blob.c_str(), 1 << 17) != ARCHIVE_OK) {
    return archive_error(reader.get(), name);
  }
  TreeWriter writer(into, policy, name);
  return write_entries(reader.get(), writer, name, cancel);
}

} // namespace crossroot::archive
