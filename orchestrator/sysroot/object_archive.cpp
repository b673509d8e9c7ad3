// SPDX-License-Identifier: Apache-2.0
// ar(5) in its System V form: "!<arch>\n", the symbol index "/", long names "//", then
// the members, each padded to an even offset. `ar` itself would write time, user and mode
// of the host into it, and the toolchain root holds none.
#include "base/text.hpp"
#include "elf/object_symbols.hpp"
#include "os/files.hpp"
#include "sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::sysroot {

namespace {

constexpr std::size_t k_header_bytes = 60;
constexpr std::size_t k_short_name_bytes = 15;

struct Member {
  std::string name; ///< as in the header: "getrandom.o/" or "/12"
  std::string bytes;
  std::vector<std::string> symbols;
  std::size_t offset = 0;
};

std::string header(std::string_view name, std::size_t size)
{
  return fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", name, 0, 0, 0, 644, size);
}

std::size_t padded(std::size_t size)
{
  return size + size % 2;
}

Result<Member> read_member(const fs::path& object)
{
  Member member;
  CROSSROOT_TRY(member.bytes, os::read_file(object));
  auto symbols = elf::read_object_symbols(std::as_bytes(std::span(member.bytes)));
  if (!symbols) {
    return std::move(symbols).error().during("archiving " + object.filename().string());
  }
  for (const auto& symbol : *symbols) {
    if (symbol.defined() && symbol.binding != elf::Binding::local) {
      member.symbols.push_back(symbol.name);
    }
  }
  std::sort(member.symbols.begin(), member.symbols.end());
  return member;
}

std::string big_endian(std::size_t value)
{
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 255);
  }
  return out;
}

std::string with_padding(std::string bytes)
{
  bytes.resize(padded(bytes.size()), '\n');
  return bytes;
}

} // namespace

Result<void> write_object_archive(const std::vector<fs::path>& objects,
                                  const fs::path& into)
{
  auto sorted = objects;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.filename() < b.filename(); });
  std::vector<Member> members;
  std::string long_names;
  std::string index_names;
  std::size_t count = 0;
  for (const auto& object : sorted) {
    CROSSROOT_TRY(auto member, read_member(object));
    const auto name = object.filename().string();
    member.name = name.size() <= k_short_name_bytes
                      ? name + "/"
                      : fmt::format("/{}", long_names.size());
    long_names += name.size() <= k_short_name_bytes ? "" : name + "/\n";
    count += member.symbols.size();
    for (const auto& symbol : member.symbols) {
      index_names += symbol + '\0';
    }
    members.push_back(std::move(member));
  }
  const auto index_size = 4 + 4 * count + index_names.size();
  std::size_t offset = 8 + k_header_bytes + padded(index_size);
  offset += long_names.empty() ? 0 : k_header_bytes + padded(long_names.size());
  std::string index = big_endian(count);
  for (auto& member : members) {
    member.offset = offset;
    offset += k_header_bytes + padded(member.bytes.size());
    for (std::size_t i = 0; i < member.symbols.size(); ++i) {
      index += big_endian(member.offset);
    }
  }
  std::string out = "!<arch>\n";
  out += header("/", index_size) + with_padding(index + index_names);
  if (!long_names.empty()) {
    out += header("//", long_names.size()) + with_padding(long_names);
  }
  for (const auto& member : members) {
    out += header(member.name, member.bytes.size()) + with_padding(member.bytes);
  }
  return os::write_file(into, out);
}

} // namespace crossroot::sysroot
