// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

/// rpm packages made in code, byte by byte, so that tests can make the ones that no
/// honest program makes.
namespace crossroot::test {

struct CpioEntry {
  std::string name;
  std::string content; ///< or a symbolic link's target
  unsigned inode = 0;  ///< the same for hard links
  unsigned links = 1;
  unsigned mode = 0100755;
};

inline void pad_to(std::string& out, std::size_t step)
{
  out.resize((out.size() + step - 1) / step * step, '\0');
}

/// The "newc" format, which rpm packs its files in.
inline std::string make_cpio(const std::vector<CpioEntry>& entries)
{
  std::string out;
  const auto put = [&](const CpioEntry& entry, unsigned mode) {
    out += fmt::format("070701{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}"
                       "{:08X}{:08X}{:08X}{:08X}",
                       entry.inode, mode, 0, 0, entry.links, 0, entry.content.size(), 0,
                       0, 0, 0, entry.name.size() + 1, 0);
    out += entry.name + '\0';
    pad_to(out, 4);
    out += entry.content;
    pad_to(out, 4);
  };
  for (const auto& entry : entries) {
    put(entry, entry.mode);
  }
  put({"TRAILER!!!", ""}, 0);
  return out;
}

inline std::string big_endian(std::uint64_t value, int bytes)
{
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 255);
  }
  return out;
}

/// One value of a header, of rpm's type number: 3 int16, 4 int32, 5 int64, 6 string,
/// 7 binary, 8 strings.
struct RpmValue {
  std::uint32_t tag = 0;
  std::uint32_t type = 6;
  std::uint32_t count = 1;
  std::string bytes;
};

inline RpmValue
rpm_numbers(std::uint32_t tag, std::uint32_t type, const std::vector<std::uint64_t>& all)
{
  RpmValue value{.tag = tag, .type = type, .count = std::uint32_t(all.size())};
  for (const auto number : all) {
    value.bytes += big_endian(number, type == 3 ? 2 : type == 4 ? 4 : 8);
  }
  return value;
}

inline RpmValue rpm_strings(std::uint32_t tag, const std::vector<std::string>& all)
{
  RpmValue value{.tag = tag, .type = 8, .count = std::uint32_t(all.size())};
  for (const auto& text : all) {
    value.bytes += text + '\0';
  }
  return value;
}

/// A header structure. `lie` is added to what it says of its store's size.
inline std::string make_rpm_header(const std::vector<RpmValue>& values, int lie = 0)
{
  std::string index;
  std::string store;
  for (const auto& value : values) {
    pad_to(store, 8);
    index += big_endian(value.tag, 4) + big_endian(value.type, 4) +
             big_endian(store.size(), 4) + big_endian(value.count, 4);
    store += value.bytes;
  }
  return std::string("\x8e\xad\xe8\x01\0\0\0\0", 8) + big_endian(values.size(), 4) +
         big_endian(store.size() + static_cast<std::uint64_t>(lie), 4) + index + store;
}

inline std::string rpm_lead()
{
  std::string lead("\xed\xab\xee\xdb\x03\0\0\0\0\x01x", 11);
  lead.resize(76, '\0');
  lead += std::string("\0\x01\0\x05", 4);
  lead.resize(96, '\0');
  return lead;
}

/// A package of these header values around a payload.
inline std::string make_rpm(const std::string& payload,
                            const std::vector<RpmValue>& values)
{
  auto out = rpm_lead() + make_rpm_header({{1000, 7, 4, "size"}});
  pad_to(out, 8);
  return out + make_rpm_header(values) + payload;
}

/// The same with one value of 16 bytes; `claimed_bytes` is what the header says of the
/// length of its store.
inline std::string make_rpm(const std::string& payload, std::uint32_t claimed_bytes = 16)
{
  const auto header = [](std::uint32_t bytes) {
    return std::string("\x8e\xad\xe8\x01\0\0\0\0", 8) + big_endian(1, 4) +
           big_endian(bytes, 4) + big_endian(1000, 4) + big_endian(6, 4) +
           big_endian(0, 4) + big_endian(1, 4) +
           std::string("x\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
  };
  return rpm_lead() + header(16) + header(claimed_bytes) + payload;
}

} // namespace crossroot::test
