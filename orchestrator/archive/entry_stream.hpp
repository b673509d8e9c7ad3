// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/tree_writer.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>

struct archive; // libarchive's, seen by our sources alone
struct archive_entry;

namespace crossroot::archive {

struct CloseReader {
  void operator()(::archive* reader) const;
};
using Reader = std::unique_ptr<::archive, CloseReader>;

/// While it lives, this thread's character set is UTF-8, so that libarchive hands out the
/// names of zip and pax entries as they are, whatever the user's locale.
class Utf8Names {
public:
  Utf8Names();
  ~Utf8Names();
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

private:
  void* mine_;
  void* before_;
};

/// A reader of bytes for archive_read_open: the pieces of `source`, which must outlive
/// it.
struct PieceSource {
  virtual ~PieceSource() = default;
  virtual Result<std::span<const std::byte>> next() = 0; ///< empty at the end
};

/// Opens `reader` on `source`. An Error of the source is kept in `failure` and wins over
/// what libarchive makes of it.
struct OpenSource {
  PieceSource& source;
  std::optional<Error> failure;
};
Result<void> open_source(::archive* reader, OpenSource& open, const std::string& name);

/// libarchive's last message as an Error about `name`.
Error archive_error(::archive* reader, const std::string& name);
/// The entry's name in UTF-8 or as the archive's raw bytes; nothing if it has none.
std::optional<std::string> entry_name(::archive_entry* entry);
/// The content of the current entry, piece by piece; holes are zeros.
class EntryContent {
public:
  EntryContent(::archive* reader, std::string name)
      : reader_(reader), name_(std::move(name))
  {
  }
  Result<std::span<const std::byte>> next();

private:
  ::archive* reader_;
  std::string name_;
  std::uint64_t position_ = 0;
  std::uint64_t hole_ = 0;
  std::span<const std::byte> pending_;
};
/// The whole content, refused above `limit`.
Result<std::string>
read_content(::archive* reader, const std::string& name, std::uint64_t limit);

/// The next entry; nullptr at the end.
Result<::archive_entry*>
next_entry(::archive* reader, const std::string& name, const CancelToken& cancel);
/// Gives every entry to the writer.
Result<void> write_entries(::archive* reader,
                           TreeWriter& writer,
                           const std::string& name,
                           const CancelToken& cancel);

} // namespace crossroot::archive
