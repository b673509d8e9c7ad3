// SPDX-License-Identifier: Apache-2.0
#include "archive/entry_stream.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace crossroot::archive {

void CloseReader::operator()(::archive* reader) const
{
  archive_read_free(reader);
}

Utf8Names::Utf8Names()
    : mine_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr))),
      before_(mine_ == nullptr ? nullptr : ::uselocale(static_cast<locale_t>(mine_)))
{
}

Utf8Names::~Utf8Names()
{
  if (mine_ != nullptr) {
    ::uselocale(static_cast<locale_t>(before_));
    ::freelocale(static_cast<locale_t>(mine_));
  }
}

Error archive_error(::archive* reader, const std::string& name)
{
  const char* cause = archive_error_string(reader);
  return Error(ErrorKind::digest_mismatch, "archive",
               fmt::format("cannot unpack {}", name))
      .note("cause", cause == nullptr ? "malformed archive" : cause)
      .hint("the file passed its digest, so it is broken where it came from; lock "
            "another version");
}

namespace {

::la_ssize_t read_piece(::archive* reader, void* client, const void** buffer)
{
  auto& open = *static_cast<OpenSource*>(client);
  if (open.failure) {
    return ARCHIVE_FATAL;
  }
  auto piece = open.source.next();
  if (!piece) {
    open.failure = std::move(piece).error();
    archive_set_error(reader, EIO, "%s", open.failure->message().c_str());
    return ARCHIVE_FATAL;
  }
  *buffer = piece->data();
  return static_cast<::la_ssize_t>(piece->size());
}

} // namespace

Result<void> open_source(::archive* reader, OpenSource& open, const std::string& name)
{
  if (archive_read_open(reader, &open, nullptr, read_piece, nullptr) != ARCHIVE_OK) {
    return open.failure ? *open.failure : archive_error(reader, name);
  }
  return {};
}

std::optional<std::string> entry_name(::archive_entry* entry)
{
  if (const char* name = archive_entry_pathname(entry)) {
    return name;
  }
  if (const char* name = archive_entry_pathname_utf8(entry)) {
    return name;
  }
  return std::nullopt;
}

Result<std::span<const std::byte>> EntryContent::next()
{
  static constexpr std::array<std::byte, 65536> k_zeros{};
  if (hole_ == 0 && pending_.empty()) {
    const void* data = nullptr;
    std::size_t size = 0;
    ::la_int64_t offset = 0;
    do {
      const int status = archive_read_data_block(reader_, &data, &size, &offset);
      if (status == ARCHIVE_EOF) {
        return std::span<const std::byte>();
      }
      if (status != ARCHIVE_OK) {
        return archive_error(reader_, name_);
      }
    } while (size == 0);
    if (offset < 0 || static_cast<std::uint64_t>(offset) < position_) {
      return Error(ErrorKind::digest_mismatch, "archive",
                   fmt::format("{}: a sparse file runs backwards", name_));
    }
    hole_ = static_cast<std::uint64_t>(offset) - position_;
    pending_ = {static_cast<const std::byte*>(data), size};
  }
  std::span<const std::byte> piece;
  if (hole_ > 0) {
    piece = std::span(k_zeros).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(hole_, k_zeros.size())));
    hole_ -= piece.size();
  } else {
    piece = std::exchange(pending_, {});
  }
  position_ += piece.size();
  return piece;
}

Result<std::string>
read_content(::archive* reader, const std::string& name, std::uint64_t limit)
{
  std::string out;
  EntryContent content(reader, name);
  while (true) {
    CROSSROOT_TRY(const auto piece, content.next());
    if (piece.empty()) {
      return out;
    }
    if (piece.size() > limit - out.size()) {
      return Error(ErrorKind::digest_mismatch, "archive",
                   fmt::format("{}: a member is larger than {} bytes", name, limit));
    }
    out.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  }
}

Result<::archive_entry*>
next_entry(::archive* reader, const std::string& name, const CancelToken& cancel)
{
  if (cancel.cancelled()) {
    return Error(ErrorKind::interrupted, "interrupted",
                 "stopped while unpacking " + name);
  }
  ::archive_entry* entry = nullptr;
  const int status = archive_read_next_header(reader, &entry);
  if (status == ARCHIVE_EOF) {
    return static_cast<::archive_entry*>(nullptr);
  }
  if (status != ARCHIVE_OK) {
    return archive_error(reader, name);
  }
  return entry;
}

namespace {

std::string_view kind_name(unsigned type)
{
  switch (type) {
  case AE_IFCHR: return "character device";
  case AE_IFBLK: return "block device";
  case AE_IFIFO: return "FIFO";
  case AE_IFSOCK: return "socket";
  default: return "thing of unknown kind";
  }
}

Result<void> write_entry(::archive* reader,
                         ::archive_entry* entry,
                         TreeWriter& writer,
                         const std::string& archive_name)
{
  const auto name = entry_name(entry);
  if (!name) {
    return Error(ErrorKind::digest_mismatch, "archive",
                 fmt::format("{}: an entry has no readable name", archive_name));
  }
  if (const char* target = archive_entry_hardlink(entry)) {
    return writer.hard_link(*name, target);
  }
  const auto type = archive_entry_filetype(entry);
  if (type == AE_IFDIR) {
    return writer.folder(*name);
  }
  if (type == AE_IFLNK) {
    const char* target = archive_entry_symlink(entry);
    return writer.symbolic_link(*name, target == nullptr ? "" : target);
  }
  if (type != AE_IFREG) {
    return writer.refuse_kind(*name, kind_name(static_cast<unsigned>(type)));
  }
  EntryContent content(reader, archive_name);
  return writer.file(*name, (archive_entry_perm(entry) & 0111) != 0,
                     [&content] { return content.next(); });
}

} // namespace

Result<void> write_entries(::archive* reader,
                           TreeWriter& writer,
                           const std::string& name,
                           const CancelToken& cancel)
{
  while (true) {
    CROSSROOT_TRY(auto* const entry, next_entry(reader, name, cancel));
    if (entry == nullptr) {
      return {};
    }
    CROSSROOT_CHECK(write_entry(reader, entry, writer, name));
  }
}

} // namespace crossroot::archive
