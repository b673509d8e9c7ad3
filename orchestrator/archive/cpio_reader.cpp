// SPDX-License-Identifier: Apache-2.0
#include "archive/cpio_reader.hpp"

#include "archive/byte_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace crossroot::archive {

namespace {

constexpr std::uint64_t k_magic_bytes = 6;
constexpr std::uint64_t k_field_bytes = 8;
constexpr std::size_t k_fields = 13;
constexpr std::uint64_t k_most_name_bytes = 65536;
constexpr std::uint64_t k_most_rest_bytes = std::uint64_t{1} << 20;

std::optional<std::uint32_t> hexadecimal(std::string_view text)
{
  std::uint32_t value = 0;
  const auto [end, failed] =
      std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return failed == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                   : std::nullopt;
}

} // namespace

Error CpioReader::damaged(std::string cause) const
{
  return unreadable(shown_as_, std::move(cause));
}

Result<void> CpioReader::fill()
{
  if (pending_.empty()) {
    CROSSROOT_TRY(pending_, source_.next());
    if (pending_.empty()) {
      return damaged("its cpio ends without a trailer, as one that was cut short does");
    }
  }
  return {};
}

Result<std::span<const std::byte>> CpioReader::piece(std::uint64_t most)
{
  CROSSROOT_CHECK(fill());
  const auto size = std::min<std::uint64_t>(most, pending_.size());
  const auto out = pending_.first(static_cast<std::size_t>(size));
  pending_ = pending_.subspan(out.size());
  position_ += out.size();
  return out;
}

Result<std::string> CpioReader::take(std::uint64_t count)
{
  std::string out;
  while (out.size() < count) {
    CROSSROOT_TRY(const auto bytes, piece(count - out.size()));
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  return out;
}

Result<void> CpioReader::skip_padding()
{
  while (position_ % 4 != 0) {
    CROSSROOT_TRY([[maybe_unused]] const auto bytes, piece(4 - position_ % 4));
  }
  return {};
}

Result<CpioEntry> CpioReader::read_entry(const std::string& magic)
{
  CpioEntry entry;
  if (magic == "07070X") {
    CROSSROOT_TRY(const auto text, take(k_field_bytes));
    entry.number = hexadecimal(text);
    if (!entry.number) {
      return damaged("an entry of its cpio has no number");
    }
    CROSSROOT_CHECK(skip_padding());
    return entry;
  }
  if (magic != "070701" && magic != "070702") {
    return damaged(fmt::format("there is no cpio entry at byte {} of what it packs",
                               position_ - magic.size()));
  }
  CROSSROOT_TRY(const auto text, take(k_field_bytes * k_fields));
  std::array<std::uint32_t, k_fields> fields{};
  for (std::size_t i = 0; i < k_fields; ++i) {
    const auto value = hexadecimal(std::string_view(text).substr(i * 8, k_field_bytes));
    if (!value) {
      return damaged(fmt::format("field {} of a cpio entry is no number", i));
    }
    fields[i] = *value;
  }
  // inode, mode, uid, gid, links, time, size, device (major, minor), rdevice (major,
  // minor), size of the name with its NUL, checksum.
  entry.inode = fields[0];
  entry.mode = fields[1];
  entry.links = fields[4];
  entry.size_bytes = fields[6];
  entry.device = std::uint64_t{fields[7]} << 32 | fields[8];
  if (fields[11] == 0 || fields[11] > k_most_name_bytes) {
    return damaged(fmt::format("a cpio entry has a name of {} bytes", fields[11]));
  }
  CROSSROOT_TRY(entry.name, take(fields[11]));
  if (entry.name.find('\0') != entry.name.size() - 1) {
    return damaged("the name of a cpio entry does not end where it says");
  }
  entry.name.pop_back();
  CROSSROOT_CHECK(skip_padding());
  content_left_ = entry.size_bytes;
  return entry;
}

Result<std::optional<CpioEntry>> CpioReader::next()
{
  while (content_left_ > 0) {
    CROSSROOT_TRY([[maybe_unused]] const auto passed, content());
  }
  CROSSROOT_CHECK(skip_padding());
  CROSSROOT_TRY(const auto magic, take(k_magic_bytes));
  CROSSROOT_TRY(auto entry, read_entry(magic));
  if (!entry.number && entry.name == "TRAILER!!!") {
    CROSSROOT_CHECK(read_rest());
    return std::optional<CpioEntry>();
  }
  return std::optional(std::move(entry));
}

Result<std::span<const std::byte>> CpioReader::content()
{
  if (content_left_ == 0) {
    return std::span<const std::byte>();
  }
  CROSSROOT_TRY(const auto bytes, piece(content_left_));
  content_left_ -= bytes.size();
  return bytes;
}

/// What packs the cpio has its checksums at its end: whoever stops at the trailer has
/// read bytes that nothing vouched for.
Result<void> CpioReader::read_rest()
{
  content_left_ = 0;
  for (std::uint64_t rest = pending_.size();;) {
    CROSSROOT_TRY(pending_, source_.next());
    rest += pending_.size();
    if (pending_.empty()) {
      return {};
    }
    if (rest > k_most_rest_bytes) {
      return damaged("there are more bytes behind the trailer of its cpio");
    }
  }
}

} // namespace crossroot::archive
