// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "elf/image.hpp"

namespace crossroot::elf {

namespace {

constexpr std::uint64_t k_largest_segment = std::uint64_t{1} << 20;
// Segments may lie over each other: their sum is what counts.
constexpr std::uint64_t k_most_bytes = std::uint64_t{1} << 22;
constexpr std::size_t k_most_notes = 4096;

std::uint64_t padded(std::uint64_t size, std::uint64_t align)
{
  return (size + align - 1) / align * align;
}

/// Notes of one segment. Padding is by 4, but by 8 in segments aligned so.
void read_segment_notes(const ByteView& view, std::uint64_t align, ElfFile& file)
{
  std::uint64_t at = 0;
  while (view.contains(at, 12) && file.notes.size() < k_most_notes) {
    const std::uint64_t name_size = *view.u32(at);
    const std::uint64_t size = *view.u32(at + 4);
    const auto type = *view.u32(at + 8);
    const auto name = view.sub(at + 12, name_size);
    const auto description_at = at + padded(12 + name_size, align);
    const auto description = view.sub(description_at, size);
    if (!name || !description) {
      return; // the rest is padding or damage: no loader looks at it
    }
    auto owner = name->text();
    owner = owner.substr(0, owner.find('\0'));
    const auto bytes = description->bytes();
    file.notes.push_back({std::string(owner), type, {bytes.begin(), bytes.end()}});
    at = description_at + padded(size, align);
  }
}

/// The words of a property note: type, size, content, padded to the class's word.
void remember_properties(const ByteView& view, ElfFile& file)
{
  constexpr std::uint32_t k_x86_isa_1_needed = 0xc0008002;
  const std::uint64_t align = file.bits / 8;
  const bool x86 = file.machine == 62 || file.machine == 3;
  for (std::uint64_t at = 0; view.contains(at, 8);) {
    const auto type = *view.u32(at);
    const std::uint64_t size = *view.u32(at + 4);
    if (x86 && type == k_x86_isa_1_needed && size >= 4) {
      file.x86_isa_needed = view.u32(at + 8).value_or(0);
    }
    at += 8 + padded(size, align);
  }
}

void remember(const Note& note, ElfFile& file)
{
  constexpr std::uint32_t k_abi_tag = 1, k_build_id = 3, k_go_build_id = 4,
                          k_properties = 5;
  const ByteView view(note.description, file.endian);
  if (note.owner == "GNU" && note.type == k_build_id && view.size() <= 64) {
    file.build_id = encode_hex(note.description);
  } else if (note.owner == "Go" && note.type == k_go_build_id) {
    file.go_build_id = std::string(view.text());
  } else if (note.owner == "GNU" && note.type == k_abi_tag && view.size() >= 16) {
    file.abi_tag = {*view.u32(0), *view.u32(4), *view.u32(8), *view.u32(12)};
  } else if (note.owner == "GNU" && note.type == k_properties) {
    remember_properties(view, file);
  }
}

} // namespace

Result<void> read_notes(Image& image)
{
  std::uint64_t left = k_most_bytes;
  for (const auto& segment : image.file.segments) {
    if (segment.type != SegmentType::note || segment.file_size > k_largest_segment) {
      continue;
    }
    if (segment.file_size > left) {
      return malformed("its notes overlap to more than any file needs");
    }
    left -= segment.file_size;
    if (const auto bytes = image.source.read(segment.offset, segment.file_size)) {
      read_segment_notes(ByteView(*bytes, image.file.endian), segment.align == 8 ? 8 : 4,
                         image.file);
    }
  }
  for (const auto& note : image.file.notes) {
    remember(note, image.file);
  }
  return {};
}

} // namespace crossroot::elf
