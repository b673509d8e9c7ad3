// SPDX-License-Identifier: Apache-2.0
#include "elf/image.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::elf {

namespace {

// The gABI's 65,535 segments would let a small file ask for much work; the largest seen
// in a distribution have some twenty.
constexpr std::uint16_t k_most_segments = 1024;
constexpr std::uint64_t k_longest_interpreter = 4096;
constexpr std::uint64_t k_longest_uncounted_name = 4096;
/// What all names together may hold: names that are the end of others overlap, and each
/// symbol has its version's name, too.
constexpr std::uint64_t k_name_bytes = std::uint64_t{1} << 24;
constexpr std::uint64_t k_name_bytes_per_byte = 2;

Result<void> read_identification(Image& image)
{
  const auto identification = image.source.read(0, 16);
  if (!identification) {
    return Error(ErrorKind::verify, "elf", "not an ELF file: shorter than its header");
  }
  const ByteView view(*identification);
  if (view.text().substr(0, 4) != "\x7f"
                                  "ELF") {
    return Error(ErrorKind::verify, "elf", "not an ELF file");
  }
  const auto file_class = *view.u8(4);
  const auto data = *view.u8(5);
  if ((file_class != 1 && file_class != 2) || (data != 1 && data != 2) ||
      *view.u8(6) != 1) {
    return malformed("class, byte order or version in the first bytes");
  }
  image.file.bits = file_class == 2 ? 64 : 32;
  image.file.endian = data == 2 ? Endian::big : Endian::little;
  image.file.os_abi = *view.u8(7);
  image.source.set_endian(image.file.endian);
  return {};
}

std::optional<Segment> read_segment(ByteSource& source, std::uint64_t at, unsigned bits)
{
  const auto type = source.u32(at);
  const bool wide = bits == 64;
  const std::uint64_t w = wide ? 8 : 4;
  const auto fields = at + (wide ? 8 : 4);
  const auto flags = source.u32(at + (wide ? 4 : 24));
  const auto offset = source.word(fields, bits);
  const auto address = source.word(fields + w, bits);
  const auto file_size = source.word(fields + 3 * w, bits);
  const auto memory_size = source.word(fields + 4 * w, bits);
  const auto align = source.word(at + (wide ? 48 : 28), bits);
  if (!type || !flags || !offset || !address || !file_size || !memory_size || !align) {
    return std::nullopt;
  }
  return Segment{static_cast<SegmentType>(*type),
                 *flags,
                 *offset,
                 *address,
                 *file_size,
                 *memory_size,
                 *align};
}

Result<void> read_interpreter(Image& image)
{
  const auto* const segment = image.file.segment(SegmentType::interpreter);
  if (segment == nullptr) {
    return {};
  }
  if (segment->file_size == 0 || segment->file_size > k_longest_interpreter) {
    return malformed("length of the interpreter's name");
  }
  const auto bytes = image.source.read(segment->offset, segment->file_size);
  if (!bytes) {
    return malformed("interpreter outside the file");
  }
  const auto name = ByteView(*bytes).c_string(0);
  if (!name) {
    return malformed("interpreter's name is not closed");
  }
  image.file.interpreter = std::string(*name);
  return {};
}

} // namespace

Error malformed(std::string what)
{
  return Error(ErrorKind::verify, "elf", "malformed ELF file: " + std::move(what));
}

std::optional<std::uint64_t> Image::offset_of(std::uint64_t address,
                                              std::uint64_t length) const
{
  for (const auto& segment : file.segments) {
    if (segment.type != SegmentType::load || address < segment.address) {
      continue;
    }
    const auto into = address - segment.address;
    if (into <= segment.file_size && length <= segment.file_size - into &&
        segment.offset <= source.size() && into <= source.size() - segment.offset) {
      return segment.offset + into;
    }
  }
  return std::nullopt;
}

std::optional<AddressRange> Image::bytes_from(std::uint64_t address) const
{
  for (const auto& segment : file.segments) {
    const auto into = address - segment.address;
    if (segment.type == SegmentType::load && address >= segment.address &&
        into < segment.file_size && segment.offset <= source.size() &&
        into <= source.size() - segment.offset) {
      const auto size = std::min(segment.file_size, source.size() - segment.offset);
      return AddressRange{segment.offset + into, segment.offset + size};
    }
  }
  return std::nullopt;
}

std::optional<std::vector<std::byte>> Image::read_address(std::uint64_t address,
                                                          std::uint64_t length)
{
  const auto offset = offset_of(address, length);
  return offset ? source.read(*offset, length) : std::nullopt;
}

void Image::use_strings(std::vector<std::byte> table)
{
  strings = std::move(table);
  name_bytes_left = k_name_bytes + k_name_bytes_per_byte * strings.size();
}

std::optional<std::string> Image::string(std::uint64_t offset)
{
  if (const auto found = ByteView(strings).c_string(offset)) {
    return take_name_bytes(found->size()) ? std::optional<std::string>(*found)
                                          : std::nullopt;
  }
  // GNU ld before 2.11 gave DT_STRSZ without the names of versions. No loader looks at
  // it.
  const auto table = file.dynamic_value(k_dt_strtab);
  const auto rest =
      table && offset <= ~*table ? bytes_from(*table + offset) : std::nullopt;
  const auto bytes = rest ? source.read(rest->begin, std::min(k_longest_uncounted_name,
                                                              rest->end - rest->begin))
                          : std::nullopt;
  const auto found = bytes ? ByteView(*bytes).c_string(0) : std::nullopt;
  return found && take_name_bytes(k_longest_uncounted_name)
             ? std::optional<std::string>(*found)
             : std::nullopt;
}

bool Image::take_name_bytes(std::uint64_t length)
{
  names_exhausted = names_exhausted || length > name_bytes_left;
  name_bytes_left -= names_exhausted ? 0 : length;
  return !names_exhausted;
}

Error Image::unnamed(const std::string& what) const
{
  return malformed(names_exhausted ? "its names overlap to more than any file needs"
                                   : what + " lies outside the string table");
}

Result<void> read_headers(Image& image)
{
  CROSSROOT_CHECK(read_identification(image));
  auto& source = image.source;
  auto& file = image.file;
  const auto bits = file.bits;
  const std::uint64_t w = bits / 8;
  const auto type = source.u16(16);
  const auto machine = source.u16(18);
  const auto entry = source.word(24, bits);
  const auto segments_at = source.word(24 + w, bits);
  const auto sections_at = source.word(24 + 2 * w, bits);
  const auto flags = source.u32(24 + 3 * w);
  const auto entry_size = source.u16(24 + 3 * w + 6);
  const auto count = source.u16(24 + 3 * w + 8);
  if (!type || !machine || !entry || !segments_at || !sections_at || !flags ||
      !entry_size || !count) {
    return malformed("the header is cut short");
  }
  file.type = static_cast<FileType>(*type);
  file.machine = *machine;
  file.entry = *entry;
  file.flags = *flags;
  file.section_headers = *sections_at;
  const std::uint64_t wanted_size = bits == 64 ? 56 : 32;
  if (*count > k_most_segments || (*count != 0 && *entry_size != wanted_size)) {
    return malformed(fmt::format("{} program headers of {} bytes", *count, *entry_size));
  }
  if (*count != 0 && (*segments_at > source.size() ||
                      *count * wanted_size > source.size() - *segments_at)) {
    return malformed("program headers outside the file");
  }
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto segment = read_segment(source, *segments_at + i * wanted_size, bits);
    if (!segment) {
      return malformed("program headers outside the file");
    }
    file.segments.push_back(*segment);
  }
  return read_interpreter(image);
}

} // namespace crossroot::elf
