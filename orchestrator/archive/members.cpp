// SPDX-License-Identifier: Apache-2.0
#include "archive/members.hpp"

#include "archive/byte_input.hpp"
#include "archive/image.hpp"
#include "archive/image_reading.hpp"
#include "archive/member_walk.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>

namespace crossroot::archive {

namespace {

bool starts_with(std::span<const std::byte> bytes, std::string_view magic)
{
  return bytes.size() >= magic.size() &&
         std::equal(magic.begin(), magic.end(), bytes.begin(),
                    [](char c, std::byte byte) { return std::byte(c) == byte; });
}

/// The checksum in a tar header: the sum of its bytes, its own field taken as blanks. It
/// tells a tar older than "ustar", too.
bool has_tar_checksum(std::span<const std::byte> block)
{
  if (block.size() < 512) {
    return false;
  }
  std::uint32_t sum = 0;
  std::uint32_t stated = 0;
  for (std::size_t i = 0; i < 512; ++i) {
    const auto c = std::to_integer<std::uint32_t>(block[i]);
    const bool own = i >= 148 && i < 156;
    sum += own ? ' ' : c;
    if (own && c >= '0' && c <= '7') {
      stated = stated * 8 + (c - '0');
    }
  }
  return sum == stated;
}

Result<void> read_deb(const ByteInput& input, Meter& meter, MemberSink& sink)
{
  CROSSROOT_TRY(const auto outer, Stage::open(input, meter, Stage::Format::ar));
  while (true) {
    ::archive_entry* entry = nullptr;
    const int status = archive_read_next_header(outer.reader(), &entry);
    if (status == ARCHIVE_EOF) {
      return unreadable(input.shown_as(), "the package has no data.tar");
    }
    if (status < ARCHIVE_WARN) {
      return outer.failure(input.shown_as());
    }
    CROSSROOT_CHECK(meter.add_member(0));
    if (entry_name(entry).value_or("").starts_with("data.tar")) {
      CROSSROOT_TRY(auto source, unpacked(outer, meter));
      CROSSROOT_TRY(const auto inner,
                    Stage::open(std::move(source), input.shown_as(), Stage::Format::tar));
      return tell_members(inner, meter, sink);
    }
  }
}

/// Passes members on and keeps an image's documents for itself.
class DocumentSink final : public MemberSink {
public:
  explicit DocumentSink(MemberSink& sink) : sink_(sink) {}

  bool wanted(const MemberStart& start) override
  {
    return (is_image_document(start) && room_ >= start.size_bytes) || sink_.wanted(start);
  }
  void take(std::string name, std::vector<std::byte> content) override
  {
    const MemberStart start{.name = name, .size_bytes = content.size(), .bytes = content};
    if (!is_image_document(start) || content.size() > room_) {
      sink_.take(std::move(name), std::move(content));
      return;
    }
    room_ -= content.size();
    documents[std::move(name)] =
        std::string(reinterpret_cast<const char*>(content.data()), content.size());
  }
  void same_as(std::string name, std::string taken) override
  {
    if (!documents.contains(taken)) {
      sink_.same_as(std::move(name), std::move(taken));
    }
  }
  void damaged(std::string name, Error error) override
  {
    sink_.damaged(std::move(name), std::move(error));
  }

  std::map<std::string, std::string> documents;

private:
  MemberSink& sink_;
  std::uint64_t room_ = std::uint64_t{64} << 20;
};

Result<void> read_tar(const ByteInput& input,
                      ArchiveKind kind,
                      const MemberLimits& limits,
                      MemberSink& sink,
                      const CancelToken& cancel)
{
  DocumentSink documents(sink);
  {
    Meter meter(limits, input, cancel);
    CROSSROOT_TRY(const auto stage, open_tar(input, meter, kind));
    CROSSROOT_CHECK(tell_members(stage, meter, documents));
  }
  CROSSROOT_TRY(auto images, image_layers(documents.documents, input.shown_as()));
  return images.empty()
             ? Result<void>()
             : read_image(input, kind, std::move(images), limits, sink, cancel);
}

Result<void> read_any(const ByteInput& input,
                      const MemberLimits& limits,
                      MemberSink& sink,
                      const CancelToken& cancel)
{
  const Utf8Names utf8;
  std::array<std::byte, k_kind_bytes> buffer{};
  CROSSROOT_TRY(const auto start, input.read(0, buffer));
  const auto kind = archive_kind(start);
  if (!kind) {
    return unreadable(input.shown_as(), "it is no archive of a known format");
  }
  Meter meter(limits, input, cancel);
  switch (*kind) {
  case ArchiveKind::deb: return read_deb(input, meter, sink);
  case ArchiveKind::tar:
  case ArchiveKind::packed_tar: return read_tar(input, *kind, limits, sink, cancel);
  case ArchiveKind::zip: {
    CROSSROOT_TRY(const auto stage, Stage::open(input, meter, Stage::Format::zip));
    return tell_members(stage, meter, sink);
  }
  case ArchiveKind::rpm: return tell_rpm_members(input, meter, sink);
  case ArchiveKind::apk_3: break;
  }
  return unreadable(input.shown_as(), "apk packages of version 3 cannot be read")
      .hint("unpack it with apk extract and name the folder");
}

} // namespace

std::optional<ArchiveKind> archive_kind(std::span<const std::byte> start)
{
  if (starts_with(start, "!<arch>\ndebian-binary")) {
    return ArchiveKind::deb;
  }
  if (starts_with(start, "PK\x03\x04") || starts_with(start, "PK\x05\x06")) {
    return ArchiveKind::zip;
  }
  if (starts_with(start, "\xed\xab\xee\xdb")) {
    return ArchiveKind::rpm;
  }
  if (starts_with(start, "ADBd") || starts_with(start, "ADBc") ||
      starts_with(start, "ADB.")) {
    return ArchiveKind::apk_3;
  }
  for (const std::string_view magic :
       {"\x1f\x8b", "\xfd\x37zXZ", "\x28\xb5\x2f\xfd", "BZh"}) {
    if (starts_with(start, magic)) {
      return ArchiveKind::packed_tar;
    }
  }
  if (has_tar_checksum(start.first(std::min(start.size(), k_kind_bytes)))) {
    return ArchiveKind::tar;
  }
  return std::nullopt;
}

Result<void> for_each_member(const fs::path& file,
                             const std::string& shown_as,
                             const MemberLimits& limits,
                             MemberSink& sink,
                             const CancelToken& cancel)
{
  CROSSROOT_TRY(const auto input, ByteInput::open(file, shown_as));
  return read_any(input, limits, sink, cancel);
}

Result<void> for_each_member(std::span<const std::byte> bytes,
                             const std::string& shown_as,
                             const MemberLimits& limits,
                             MemberSink& sink,
                             const CancelToken& cancel)
{
  return read_any(ByteInput(bytes, shown_as), limits, sink, cancel);
}

} // namespace crossroot::archive
