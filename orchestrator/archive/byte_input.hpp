// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/entry_stream.hpp"
#include "archive/members.hpp"

#include <memory>

namespace crossroot::archive {

/// Cannot go on reading `shown_as`, and why. Kind io.
Error unreadable(const std::string& shown_as, std::string cause);
/// The same from the last words of a reader.
Error unreadable(const std::string& shown_as, ::archive* reader);

/// Random access to the bytes of one archive: a file, read with pread(2) so that one cut
/// short meanwhile is an Error and no SIGBUS, or memory that outlives it. Thread-safe.
class ByteInput {
public:
  static Result<ByteInput> open(const fs::path& file, std::string shown_as);
  ByteInput(std::span<const std::byte> bytes, std::string shown_as);
  ByteInput(ByteInput&& other) noexcept;
  ByteInput& operator=(ByteInput&&) = delete;
  ~ByteInput();

  std::uint64_t size() const { return size_; }
  const std::string& shown_as() const { return shown_as_; }
  /// At most `buffer`'s size from `offset`, in `buffer` or elsewhere; empty at the end.
  Result<std::span<const std::byte>> read(std::uint64_t offset,
                                          std::span<std::byte> buffer) const;

private:
  explicit ByteInput(std::string shown_as) : shown_as_(std::move(shown_as)) {}

  std::string shown_as_;
  int descriptor_ = -1;
  std::span<const std::byte> memory_;
  std::uint64_t size_ = 0;
};

/// Counts what one pass over an archive unpacks.
class Meter {
public:
  Meter(const MemberLimits& limits, const ByteInput& input, const CancelToken& cancel);
  const std::string& shown_as() const { return shown_as_; }
  const MemberLimits& limits() const { return limits_; }
  /// Each an Error once a limit is exceeded or the user wants to stop.
  Result<void> add_bytes(std::uint64_t count);
  Result<void> add_member(std::uint64_t name_bytes);

private:
  const MemberLimits& limits_;
  std::string shown_as_;
  const CancelToken& cancel_;
  std::uint64_t most_bytes_;
  std::uint64_t bytes_ = 0;
  std::uint64_t members_ = 0;
  std::uint64_t name_bytes_ = 0;
};

/// A libarchive reader and the bytes that flow into it.
class Stage {
public:
  enum class Format : std::uint8_t { ar, tar, zip, unpacked };

  /// On the file itself from byte `from` on, which it can seek in.
  static Result<Stage>
  open(const ByteInput& input, Meter& meter, Format format, std::uint64_t from = 0);
  /// On the output of another stage.
  static Result<Stage>
  open(std::unique_ptr<PieceSource> source, const std::string& shown_as, Format format);

  ::archive* reader() const { return reader_.get(); }
  /// What libarchive or the bytes below it complain of.
  Error failure(const std::string& shown_as) const;

private:
  struct Cursor;
  struct Close {
    void operator()(Cursor* cursor) const;
  };
  Stage() = default;

  std::unique_ptr<Cursor, Close> cursor_;
  std::unique_ptr<PieceSource> source_;
  std::unique_ptr<OpenSource> open_;
  Reader reader_;
};

/// What the file from byte `from` on, or the member that `outer` stands at, unpacks to:
/// gz, xz, zst, bz2 and lzma are taken off. `outer` must outlive it.
Result<std::unique_ptr<PieceSource>>
unpacked(const ByteInput& input, Meter& meter, std::uint64_t from = 0);
Result<std::unique_ptr<PieceSource>> unpacked(const Stage& outer, Meter& meter);

} // namespace crossroot::archive
