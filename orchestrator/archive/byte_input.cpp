// SPDX-License-Identifier: Apache-2.0
// libarchive unpacks and parses in one go, and skips what nobody asks for inside a single
// call: a few megabytes of xz may stand for an hour of zeros that no limit of its caller
// sees. So unpacking and parsing are two readers here, and every byte between them passes
// a Meter of ours.
#include "archive/byte_input.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace crossroot::archive {

Error unreadable(const std::string& shown_as, std::string cause)
{
  return Error(ErrorKind::io, "archive", "cannot read all of " + shown_as)
      .note("cause", std::move(cause));
}

Error unreadable(const std::string& shown_as, ::archive* reader)
{
  const char* cause = archive_error_string(reader);
  return unreadable(shown_as, cause == nullptr ? "the archive is damaged" : cause);
}

Result<ByteInput> ByteInput::open(const fs::path& file, std::string shown_as)
{
  ByteInput input(std::move(shown_as));
  // O_NONBLOCK: opening a fifo must not wait for a writer.
  input.descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (input.descriptor_ < 0) {
    return unreadable(input.shown_as_, std::strerror(errno));
  }
  struct stat status {};
  if (::fstat(input.descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    return unreadable(input.shown_as_, "it is not a regular file");
  }
  input.size_ = static_cast<std::uint64_t>(status.st_size);
  return input;
}

ByteInput::ByteInput(std::span<const std::byte> bytes, std::string shown_as)
    : shown_as_(std::move(shown_as)), memory_(bytes), size_(bytes.size())
{
}

ByteInput::ByteInput(ByteInput&& other) noexcept
    : shown_as_(std::move(other.shown_as_)),
      descriptor_(std::exchange(other.descriptor_, -1)), memory_(other.memory_),
      size_(other.size_)
{
}

ByteInput::~ByteInput()
{
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

Result<std::span<const std::byte>> ByteInput::read(std::uint64_t offset,
                                                   std::span<std::byte> buffer) const
{
  const auto count =
      offset < size_ ? std::min<std::uint64_t>(buffer.size(), size_ - offset) : 0;
  if (count == 0) {
    return std::span<const std::byte>();
  }
  if (descriptor_ < 0) {
    return memory_.subspan(offset, count);
  }
  ::ssize_t got = 0;
  do {
    got = ::pread(descriptor_, buffer.data(), count, static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    return unreadable(shown_as_, std::strerror(errno));
  }
  if (got == 0) {
    return unreadable(shown_as_, "the file was cut short while it was read");
  }
  return std::span<const std::byte>(buffer.first(static_cast<std::size_t>(got)));
}

Meter::Meter(const MemberLimits& limits,
             const ByteInput& input,
             const CancelToken& cancel)
    : limits_(limits), shown_as_(input.shown_as()), cancel_(cancel),
      most_bytes_(limits.total_bytes)
{
  if (limits.ratio == 0 || input.size() < limits.total_bytes / limits.ratio) {
    most_bytes_ = std::min(limits.total_bytes,
                           std::max(limits.free_bytes, input.size() * limits.ratio));
  }
}

Result<void> Meter::add_bytes(std::uint64_t count)
{
  if (cancel_.cancelled()) {
    return Error(ErrorKind::interrupted, "interrupted",
                 "stopped while reading " + shown_as_);
  }
  if (count > most_bytes_ - bytes_) {
    return unreadable(shown_as_, fmt::format("it unpacks to more than {} bytes, which no "
                                             "honest archive of its size does",
                                             most_bytes_))
        .hint("unpack it and name the files");
  }
  bytes_ += count;
  return {};
}

Result<void> Meter::add_member(std::uint64_t name_bytes)
{
  if (name_bytes > limits_.name_bytes - name_bytes_) {
    return unreadable(shown_as_,
                      fmt::format("the names of its members are longer than {} bytes",
                                  limits_.name_bytes));
  }
  name_bytes_ += name_bytes;
  if (members_ == limits_.members) {
    return unreadable(shown_as_,
                      fmt::format("it has more than {} members", limits_.members))
        .hint("unpack it and name the files");
  }
  ++members_;
  return add_bytes(0);
}

/// Where a reader stands in the file. Bytes that it reads are counted; what it skips by
/// seeking costs nothing.
struct Stage::Cursor {
  const ByteInput& input;
  Meter& meter;
  std::uint64_t base = 0; ///< what the reader takes for the file's start
  std::uint64_t at = 0;
  std::vector<std::byte> buffer = std::vector<std::byte>(std::size_t{256} << 10);
  std::optional<Error> failure;
};

void Stage::Close::operator()(Cursor* cursor) const
{
  delete cursor;
}

Error Stage::failure(const std::string& shown_as) const
{
  if (cursor_ && cursor_->failure) {
    return *cursor_->failure;
  }
  if (open_ && open_->failure) {
    return *open_->failure;
  }
  return unreadable(shown_as, reader_.get());
}

namespace {

/// `Cursor` is Stage's own; these are what libarchive calls with it.
template <class Cursor>
::la_ssize_t read_at(::archive* reader, void* client, const void** buffer)
{
  auto& cursor = *static_cast<Cursor*>(client);
  auto piece = cursor.input.read(cursor.at, cursor.buffer);
  auto counted = piece ? cursor.meter.add_bytes(piece->size()) : Result<void>();
  if (!piece || !counted) {
    cursor.failure = piece ? std::move(counted).error() : std::move(piece).error();
    archive_set_error(reader, EIO, "%s", cursor.failure->message().c_str());
    return ARCHIVE_FATAL;
  }
  cursor.at += piece->size();
  *buffer = piece->data();
  return static_cast<::la_ssize_t>(piece->size());
}

template <class Cursor>
::la_int64_t skip_at(::archive* /*reader*/, void* client, ::la_int64_t request)
{
  auto& cursor = *static_cast<Cursor*>(client);
  const auto left = cursor.input.size() - cursor.at;
  const auto step = request < 0 ? 0 : std::min(left, static_cast<std::uint64_t>(request));
  cursor.at += step;
  return static_cast<::la_int64_t>(step);
}

template <class Cursor>
::la_int64_t seek_at(::archive* /*reader*/, void* client, ::la_int64_t offset, int whence)
{
  auto& cursor = *static_cast<Cursor*>(client);
  const auto size = static_cast<::la_int64_t>(cursor.input.size() - cursor.base);
  const auto from = whence == SEEK_SET ? 0
                    : whence == SEEK_END
                        ? size
                        : static_cast<::la_int64_t>(cursor.at - cursor.base);
  ::la_int64_t target = 0;
  if (__builtin_add_overflow(from, offset, &target) || target < 0 || target > size) {
    return ARCHIVE_FATAL;
  }
  cursor.at = cursor.base + static_cast<std::uint64_t>(target);
  return target;
}

void understand(::archive* reader, Stage::Format format)
{
  switch (format) {
  case Stage::Format::ar: archive_read_support_format_ar(reader); break;
  case Stage::Format::tar:
    archive_read_support_format_tar(reader);
    // A tar may follow a tar's end: an apk is made so, and what a reader stops before is
    // what nobody looked at.
    archive_read_set_option(reader, "tar", "read_concatenated_archives", "1");
    break;
  case Stage::Format::zip: archive_read_support_format_zip_seekable(reader); break;
  case Stage::Format::unpacked:
    archive_read_support_format_raw(reader);
    archive_read_support_format_empty(reader);
    archive_read_support_filter_gzip(reader);
    archive_read_support_filter_xz(reader);
    archive_read_support_filter_lzma(reader);
    archive_read_support_filter_zstd(reader);
    archive_read_support_filter_bzip2(reader);
    break;
  }
}

} // namespace

Result<Stage>
Stage::open(const ByteInput& input, Meter& meter, Format format, std::uint64_t from)
{
  Stage stage;
  const auto base = std::min(from, input.size());
  stage.cursor_.reset(new Cursor{
      .input = input, .meter = meter, .base = base, .at = base, .failure = {}});
  stage.reader_.reset(archive_read_new());
  auto* const reader = stage.reader_.get();
  understand(reader, format);
  archive_read_set_read_callback(reader, read_at<Cursor>);
  archive_read_set_skip_callback(reader, skip_at<Cursor>);
  archive_read_set_seek_callback(reader, seek_at<Cursor>);
  archive_read_set_callback_data(reader, stage.cursor_.get());
  if (archive_read_open1(reader) != ARCHIVE_OK) {
    return stage.failure(input.shown_as());
  }
  return stage;
}

Result<Stage> Stage::open(std::unique_ptr<PieceSource> source,
                          const std::string& shown_as,
                          Format format)
{
  Stage stage;
  stage.source_ = std::move(source);
  stage.open_.reset(new OpenSource{*stage.source_, {}});
  stage.reader_.reset(archive_read_new());
  understand(stage.reader_.get(), format);
  if (!open_source(stage.reader_.get(), *stage.open_, shown_as)) {
    return stage.failure(shown_as);
  }
  return stage;
}

namespace {

/// The content of the entry that a stage stands at.
class EntrySource final : public PieceSource {
public:
  EntrySource(const Stage& stage, const std::string& shown_as)
      : stage_(stage), shown_as_(shown_as), content_(stage.reader(), shown_as)
  {
  }
  Result<std::span<const std::byte>> next() override
  {
    auto piece = content_.next();
    if (!piece) {
      return stage_.failure(shown_as_);
    }
    return piece;
  }

private:
  const Stage& stage_;
  std::string shown_as_;
  EntryContent content_;
};

/// The one entry of a stage that unpacks, counted.
class UnpackedSource final : public PieceSource {
public:
  UnpackedSource(Stage stage, Meter& meter)
      : stage_(std::move(stage)), meter_(meter), content_(stage_, meter.shown_as())
  {
  }
  Result<void> start()
  {
    ::archive_entry* entry = nullptr;
    const int status = archive_read_next_header(stage_.reader(), &entry);
    ended_ = status == ARCHIVE_EOF;
    if (status < ARCHIVE_WARN) {
      return stage_.failure(meter_.shown_as());
    }
    return {};
  }
  Result<std::span<const std::byte>> next() override
  {
    if (ended_) {
      return std::span<const std::byte>();
    }
    CROSSROOT_TRY(const auto piece, content_.next());
    CROSSROOT_CHECK(meter_.add_bytes(piece.size()));
    return piece;
  }

private:
  Stage stage_;
  Meter& meter_;
  EntrySource content_;
  bool ended_ = false;
};

Result<std::unique_ptr<PieceSource>> start(Result<Stage> stage, Meter& meter)
{
  if (!stage) {
    return std::move(stage).error();
  }
  auto source = std::make_unique<UnpackedSource>(*std::move(stage), meter);
  CROSSROOT_CHECK(source->start());
  return std::unique_ptr<PieceSource>(std::move(source));
}

} // namespace

Result<std::unique_ptr<PieceSource>>
unpacked(const ByteInput& input, Meter& meter, std::uint64_t from)
{
  return start(Stage::open(input, meter, Stage::Format::unpacked, from), meter);
}

Result<std::unique_ptr<PieceSource>> unpacked(const Stage& outer, Meter& meter)
{
  auto packed = std::make_unique<EntrySource>(outer, meter.shown_as());
  return start(Stage::open(std::move(packed), meter.shown_as(), Stage::Format::unpacked),
               meter);
}

} // namespace crossroot::archive
