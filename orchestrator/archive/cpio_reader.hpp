// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/entry_stream.hpp"

namespace crossroot::archive {

/// What stands before an entry's content.
struct CpioEntry {
  std::string name;
  /// rpm's form for files of 4 GiB and more says nothing but this: the number of the file
  /// in the package's header.
  std::optional<std::uint32_t> number;
  std::uint32_t mode = 0; ///< type and permissions, as in stat(2)
  std::uint32_t links = 1;
  std::uint64_t inode = 0;
  std::uint64_t device = 0;
  std::uint64_t size_bytes = 0;
};

/// Reads a cpio of the "newc" forms (magics 070701 and 070702, cpio(5)) and of rpm's
/// (07070X) from front to end. `source` must outlive it. Errors are of kind io. Total;
/// holds no more than one name of at most 64 KiB. Not thread-safe.
class CpioReader {
public:
  CpioReader(PieceSource& source, std::string shown_as)
      : source_(source), shown_as_(std::move(shown_as))
  {
  }
  /// Passes over what is left of an entry's content and gives the next; nothing at the
  /// trailer, behind which everything was read, too.
  Result<std::optional<CpioEntry>> next();
  /// How much content follows an entry that had only a number.
  void expect(std::uint64_t size_bytes) { content_left_ = size_bytes; }
  /// The next piece of the entry's content; empty at its end.
  Result<std::span<const std::byte>> content();

private:
  Result<void> fill();
  Result<std::span<const std::byte>> piece(std::uint64_t most);
  Result<std::string> take(std::uint64_t count);
  Result<void> skip_padding();
  Result<CpioEntry> read_entry(const std::string& magic);
  Result<void> read_rest();
  Error damaged(std::string cause) const;

  PieceSource& source_;
  std::string shown_as_;
  std::span<const std::byte> pending_;
  std::uint64_t position_ = 0;
  std::uint64_t content_left_ = 0;
};

} // namespace crossroot::archive
