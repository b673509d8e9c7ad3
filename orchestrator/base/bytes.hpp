// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace crossroot {

enum class Endian : std::uint8_t { little, big };

/// A read-only window on outside bytes. Every read says whether it lies inside, with no
/// overflow in the arithmetic, so that a parser built on it is total. The bytes belong
/// to the caller and must outlive the view.
class ByteView {
public:
  ByteView() = default;
  explicit ByteView(std::span<const std::byte> bytes, Endian endian = Endian::little)
      : bytes_(bytes), endian_(endian)
  {
  }
  explicit ByteView(std::string_view bytes, Endian endian = Endian::little)
      : bytes_(std::as_bytes(std::span(bytes))), endian_(endian)
  {
  }

  std::uint64_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  Endian endian() const { return endian_; }
  std::span<const std::byte> bytes() const { return bytes_; }
  std::string_view text() const
  {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

  bool contains(std::uint64_t offset, std::uint64_t length) const
  {
    return offset <= bytes_.size() && length <= bytes_.size() - offset;
  }
  std::optional<ByteView> sub(std::uint64_t offset, std::uint64_t length) const
  {
    if (!contains(offset, length)) {
      return std::nullopt;
    }
    return ByteView(bytes_.subspan(offset, length), endian_);
  }
  /// From `offset` to the end; empty view if the offset lies outside.
  ByteView from(std::uint64_t offset) const
  {
    return offset <= size() ? ByteView(bytes_.subspan(offset), endian_) : ByteView();
  }

  std::optional<std::uint8_t> u8(std::uint64_t offset) const
  {
    return read<std::uint8_t>(offset);
  }
  std::optional<std::uint16_t> u16(std::uint64_t offset) const
  {
    return read<std::uint16_t>(offset);
  }
  std::optional<std::uint32_t> u32(std::uint64_t offset) const
  {
    return read<std::uint32_t>(offset);
  }
  std::optional<std::uint64_t> u64(std::uint64_t offset) const
  {
    return read<std::uint64_t>(offset);
  }
  /// The bytes up to the NUL, which must lie inside.
  std::optional<std::string_view> c_string(std::uint64_t offset) const
  {
    if (offset >= size()) {
      return std::nullopt;
    }
    const auto rest = text().substr(offset);
    const auto end = rest.find('\0');
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    return rest.substr(0, end);
  }

private:
  template <class T> std::optional<T> read(std::uint64_t offset) const
  {
    if (!contains(offset, sizeof(T))) {
      return std::nullopt;
    }
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      const auto at = endian_ == Endian::big ? i : sizeof(T) - 1 - i;
      value = static_cast<T>(static_cast<std::uint64_t>(value) << 8 |
                             std::to_integer<std::uint64_t>(bytes_[offset + at]));
    }
    return value;
  }

  std::span<const std::byte> bytes_;
  Endian endian_ = Endian::little;
};

} // namespace crossroot
