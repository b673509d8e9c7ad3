// SPDX-License-Identifier: Apache-2.0
// An rpm file (format 3 and 4, rpm's docs/manual/format_v4.md) is a lead of 96 bytes that
// says nothing reliable, two header structures of one form, and a packed cpio. A header
// is an index of (tag, type, offset, count) over a store of values, all in big endian.
// Sizes, offsets and counts are claims of whoever made the file: each is compared with
// what is there before it is believed, and no memory is taken for more than the file has.
#include "archive/rpm_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot::archive {

namespace {

constexpr std::uint64_t k_lead_bytes = 96;
constexpr std::uint64_t k_intro_bytes = 16;
constexpr std::uint64_t k_entry_bytes = 16;
// Kernel packages with their thousands of files have 70 tags and some megabytes.
constexpr std::uint32_t k_most_entries = 4096;
constexpr std::uint32_t k_most_store_bytes = std::uint32_t{64} << 20;

constexpr std::uint32_t k_type_string = 6;
constexpr std::uint32_t k_type_binary = 7;
constexpr std::uint32_t k_type_strings = 8;
constexpr std::uint32_t k_type_translated = 9;

/// Bytes of one value by type: null, char, int8, int16, int32, int64, string, binary,
/// strings, translated strings. Strings end where their NUL is.
constexpr std::array<std::uint64_t, 10> k_value_bytes{0, 1, 1, 2, 4, 8, 1, 1, 1, 1};

std::uint64_t big_endian(std::span<const std::byte> bytes)
{
  std::uint64_t value = 0;
  for (const auto byte : bytes) {
    value = value << 8 | std::to_integer<std::uint64_t>(byte);
  }
  return value;
}

std::uint32_t word(std::span<const std::byte> bytes, std::size_t offset)
{
  return static_cast<std::uint32_t>(big_endian(bytes.subspan(offset, 4)));
}

Result<std::vector<std::byte>>
read_exactly(const ByteInput& input, std::uint64_t offset, std::uint64_t count)
{
  if (offset > input.size() || count > input.size() - offset) {
    return unreadable(
        input.shown_as(),
        fmt::format("its header claims {} bytes at {}, where the file of {} "
                    "bytes has less",
                    count, offset, input.size()));
  }
  std::vector<std::byte> out(count);
  for (std::size_t done = 0; done < out.size();) {
    CROSSROOT_TRY(const auto piece,
                  input.read(offset + done, std::span(out).subspan(done)));
    std::copy(piece.begin(), piece.end(),
              out.begin() + static_cast<std::ptrdiff_t>(done));
    done += piece.size();
    if (piece.empty()) {
      return unreadable(input.shown_as(), "the file was cut short while it was read");
    }
  }
  return out;
}

} // namespace

Result<RpmHeader> RpmHeader::read(const ByteInput& input, std::uint64_t offset)
{
  static constexpr std::array k_magic{std::byte{0x8e}, std::byte{0xad}, std::byte{0xe8},
                                      std::byte{0x01}};
  CROSSROOT_TRY(const auto intro, read_exactly(input, offset, k_intro_bytes));
  if (!std::equal(k_magic.begin(), k_magic.end(), intro.begin())) {
    return unreadable(input.shown_as(),
                      fmt::format("there is no rpm header at byte {}", offset));
  }
  const auto count = word(intro, 8);
  const auto store_bytes = word(intro, 12);
  if (count == 0 || count > k_most_entries || store_bytes > k_most_store_bytes) {
    return unreadable(
        input.shown_as(),
        fmt::format("an rpm header claims {} entries over {} bytes", count, store_bytes));
  }
  RpmHeader header;
  header.store_ = count * k_entry_bytes;
  CROSSROOT_TRY(header.bytes_, read_exactly(input, offset + k_intro_bytes,
                                            header.store_ + std::uint64_t{store_bytes}));
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = std::span(header.bytes_).subspan(i * k_entry_bytes, k_entry_bytes);
    const Entry entry{.type = word(at, 4), .offset = word(at, 8), .count = word(at, 12)};
    if (entry.type >= k_value_bytes.size() || entry.offset > store_bytes ||
        entry.count * k_value_bytes[entry.type] > store_bytes - entry.offset) {
      return unreadable(
          input.shown_as(),
          fmt::format("entry {} of an rpm header (tag {}, type {}) claims {} "
                      "values at {} of {} bytes",
                      i, word(at, 0), entry.type, entry.count, entry.offset,
                      store_bytes));
    }
    header.entries_.emplace(word(at, 0), entry);
  }
  return header;
}

const RpmHeader::Entry* RpmHeader::find(RpmTag tag) const
{
  const auto found = entries_.find(static_cast<std::uint32_t>(tag));
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<std::string> RpmHeader::texts(RpmTag tag) const
{
  const auto* const entry = find(tag);
  if (entry == nullptr ||
      (entry->type != k_type_string && entry->type != k_type_strings &&
       entry->type != k_type_translated)) {
    return {};
  }
  std::vector<std::string> out;
  auto rest = store().subspan(entry->offset);
  for (std::uint32_t i = 0; i < entry->count; ++i) {
    const auto end = std::find(rest.begin(), rest.end(), std::byte{0});
    if (end == rest.end()) {
      return {};
    }
    const auto size = static_cast<std::size_t>(end - rest.begin());
    out.emplace_back(reinterpret_cast<const char*>(rest.data()), size);
    rest = rest.subspan(size + 1);
  }
  return out;
}

std::string RpmHeader::text(RpmTag tag) const
{
  const auto all = texts(tag);
  return all.empty() ? "" : all.front();
}

std::vector<std::uint64_t> RpmHeader::numbers(RpmTag tag) const
{
  const auto* const entry = find(tag);
  if (entry == nullptr || entry->type == 0 || entry->type >= k_type_string) {
    return {};
  }
  std::vector<std::uint64_t> out;
  const auto size = k_value_bytes[entry->type];
  for (std::uint32_t i = 0; i < entry->count; ++i) {
    out.push_back(big_endian(store().subspan(entry->offset + i * size, size)));
  }
  return out;
}

std::span<const std::byte> RpmHeader::bytes(RpmTag tag) const
{
  const auto* const entry = find(tag);
  return entry == nullptr || entry->type != k_type_binary
             ? std::span<const std::byte>()
             : store().subspan(entry->offset, entry->count);
}

Result<RpmHeaders> read_rpm_headers(const ByteInput& input)
{
  static constexpr std::array k_magic{std::byte{0xed}, std::byte{0xab}, std::byte{0xee},
                                      std::byte{0xdb}};
  CROSSROOT_TRY(const auto lead, read_exactly(input, 0, k_lead_bytes));
  if (!std::equal(k_magic.begin(), k_magic.end(), lead.begin())) {
    return unreadable(input.shown_as(), "it does not begin as an rpm does");
  }
  // Byte 4 is the format's major number, 78 and 79 the kind of signature: 5 is a header.
  const auto major = std::to_integer<unsigned>(lead[4]);
  if (major < 3 || major > 4 || big_endian(std::span(lead).subspan(78, 2)) != 5) {
    return unreadable(input.shown_as(),
                      fmt::format("rpm packages of format {} cannot be read", major));
  }
  RpmHeaders headers;
  CROSSROOT_TRY(headers.signature, RpmHeader::read(input, k_lead_bytes));
  // The signature header alone is padded, to eight bytes.
  headers.header_offset = (k_lead_bytes + headers.signature.size_bytes() + 7) / 8 * 8;
  CROSSROOT_TRY(headers.header, RpmHeader::read(input, headers.header_offset));
  headers.payload_offset = headers.header_offset + headers.header.size_bytes();
  return headers;
}

} // namespace crossroot::archive
