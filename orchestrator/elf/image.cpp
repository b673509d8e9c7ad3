// SPDX-License-Identifier: Apache-2.0
#include "elf/image.hpp"

#include <fmt/format.h>

namespace crossroot::elf {

namespace {

// The gABI's 65,535 segments would let a small file ask for much work; the largest seen
// in a distribution have some twenty.
constexpr std::uint16_t k_most_segments = 1024;
constexpr std::uint64_t k_longest_interpreter = 4096;

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

std::optional<std::vector<std::byte>> Image::read_address(std::uint64_t address,
                                                          std::uint64_t length)
{
  const auto offset = offset_of(address, length);
  return offset ? source.read(*offset, length) : std::nullopt;
}

std::optional<std::string> Image::string(std::uint64_t offset) const
{
  const auto found = ByteView(strings).c_string(offset);
  return found ? std::optional<std::string>(*found) : std::nullopt;
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
