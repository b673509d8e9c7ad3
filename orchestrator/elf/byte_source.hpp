// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crossroot::elf {

/// Random access to the bytes of one file, so that a reader takes the few kilobytes it
/// needs of a file of any size. Every read says whether it lay inside. Not thread-safe.
class ByteSource {
public:
  /// Reads with pread(2): a file cut short meanwhile is a failed read, where a mapping
  /// would be a SIGBUS.
  static Result<ByteSource> open(const std::filesystem::path& path);
  /// The bytes must outlive the source.
  static ByteSource of(std::span<const std::byte> bytes);

  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

  std::uint64_t size() const { return size_; }
  Endian endian() const { return endian_; }
  void set_endian(Endian endian) { endian_ = endian; }

  /// All of the range or nothing. Refuses ranges above k_largest_read.
  std::optional<std::vector<std::byte>> read(std::uint64_t offset, std::uint64_t length);
  /// Fills `out` from there; false if the range is not all inside.
  bool read_into(std::uint64_t offset, std::span<std::byte> out);
  std::optional<std::uint8_t> u8(std::uint64_t offset);
  std::optional<std::uint16_t> u16(std::uint64_t offset);
  std::optional<std::uint32_t> u32(std::uint64_t offset);
  std::optional<std::uint64_t> u64(std::uint64_t offset);
  /// A 32- or 64-bit word by the file's class.
  std::optional<std::uint64_t> word(std::uint64_t offset, unsigned bits);

  /// Why the file itself, not what its bytes say, made a read fail: it was cut short
  /// after it was opened, or the kernel said no.
  const std::optional<std::string>& failure() const { return failure_; }

  static constexpr std::uint64_t k_largest_read = std::uint64_t{1} << 28;

private:
  static constexpr std::uint64_t k_block = 4096;
  static constexpr std::size_t k_most_blocks = 256;

  ByteSource() = default;
  bool fill(std::uint64_t offset, std::span<std::byte> out);
  std::optional<ByteView> small(std::uint64_t offset, std::uint64_t length);

  int descriptor_ = -1;
  std::span<const std::byte> memory_;
  std::uint64_t size_ = 0;
  Endian endian_ = Endian::little;
  /// Small reads come from whole blocks kept here, one system call a block.
  std::map<std::uint64_t, std::vector<std::byte>> blocks_;
  std::optional<std::string> failure_;
  std::vector<std::byte> joined_; ///< a small read that crosses a block border
};

} // namespace crossroot::elf
