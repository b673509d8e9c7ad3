// SPDX-License-Identifier: Apache-2.0
#include "archive/members.hpp"

#include "archive/byte_input.hpp"
#include "archive/image.hpp"
#include "archive/member_walk.hpp"
#include "base/digest.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

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

/// A tar, packed or not, as a stage.
Result<Stage> open_tar(const ByteInput& input, Meter& meter, ArchiveKind kind)
{
  if (kind == ArchiveKind::tar) {
    return Stage::open(input, meter, Stage::Format::tar);
  }
  CROSSROOT_TRY(auto source, unpacked(input, meter));
  return Stage::open(std::move(source), input.shown_as(), Stage::Format::tar);
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

/// "blobs/sha256/0123456789abcdef…" is shown as "sha256:0123456789ab".
std::string layer_title(const std::string& member)
{
  static constexpr std::string_view k_blobs = "blobs/sha256/";
  return member.starts_with(k_blobs) ? "sha256:" + member.substr(k_blobs.size(), 12)
                                     : member;
}

/// The layers of an archive's images.
class ImageReading {
public:
  ImageReading(const ByteInput& input,
               ArchiveKind kind,
               std::vector<ImageLayers> images,
               const MemberLimits& limits,
               const CancelToken& cancel)
      : input_(input), kind_(kind), images_(std::move(images)), limits_(limits),
        cancel_(cancel)
  {
    for (const auto& image : images_) {
      for (const auto& layer : image) {
        layers_[layer];
      }
    }
  }

  Result<void> read(MemberSink& sink)
  {
    CROSSROOT_CHECK(check_digests(sink));
    CROSSROOT_CHECK(list_names(sink));
    for (const auto& [layer, state] : layers_) {
      if (!state.found) {
        return unreadable(input_.shown_as(), "the image has no " + layer);
      }
    }
    return tell_visible(sink);
  }

private:
  struct Layer {
    bool found = false;
    bool damaged = false;
    LayerNames names;
    std::map<std::string, std::vector<std::string>> links; ///< hard ones, by their target
  };
  class VisibleSink;

  /// Calls `use` with a reader on each layer. Of a layer that fails the sink is told; the
  /// others are read all the same.
  template <class Use> Result<void> each_layer(MemberSink& sink, Use use)
  {
    Meter meter(limits_, input_, cancel_);
    CROSSROOT_TRY(const auto outer, open_tar(input_, meter, kind_));
    return walk_entries(
        outer, meter,
        [&](::archive_entry* entry, const std::string& name) -> Result<void> {
          const auto layer = layers_.find(name);
          if (layer == layers_.end() || archive_entry_filetype(entry) != AE_IFREG) {
            return {};
          }
          layer->second.found = true;
          auto done = use_layer(outer, meter, *layer, use);
          if (!done && done.error().kind() == ErrorKind::interrupted) {
            return done;
          }
          if (!done && !std::exchange(layer->second.damaged, true)) {
            sink.damaged(layer_title(name), std::move(done).error());
          }
          return {};
        });
  }

  template <class Use>
  Result<void> use_layer(const Stage& outer,
                         Meter& meter,
                         std::pair<const std::string, Layer>& layer,
                         Use use)
  {
    CROSSROOT_TRY(auto source, unpacked(outer, meter));
    CROSSROOT_TRY(const auto inner,
                  Stage::open(std::move(source), input_.shown_as(), Stage::Format::tar));
    return use(inner, meter, layer);
  }

  /// A layer's name is its digest: one with other bytes no container engine unpacks. The
  /// sink is told, and what the layer holds is judged all the same.
  Result<void> check_digests(MemberSink& sink)
  {
    Meter meter(limits_, input_, cancel_);
    CROSSROOT_TRY(const auto outer, open_tar(input_, meter, kind_));
    return walk_entries(
        outer, meter,
        [&](::archive_entry* entry, const std::string& name) -> Result<void> {
          const auto layer = layers_.find(name);
          const auto stated = stated_digest(name);
          if (layer == layers_.end() || !stated ||
              archive_entry_filetype(entry) != AE_IFREG) {
            return {};
          }
          Hasher hasher;
          EntryContent content(outer.reader(), input_.shown_as());
          while (true) {
            CROSSROOT_TRY(const auto piece, content.next());
            if (piece.empty()) {
              break;
            }
            hasher.update(piece);
          }
          if (hasher.finish() != *stated && !std::exchange(layer->second.damaged, true)) {
            sink.damaged(layer_title(name), other_digest(input_.shown_as(), name));
          }
          return {};
        });
  }

  Result<void> list_names(MemberSink& sink)
  {
    return each_layer(sink, [](const Stage& inner, Meter& meter, auto& layer) {
      return walk_entries(
          inner, meter, [&](::archive_entry* entry, const std::string& name) {
            const char* const target = archive_entry_hardlink(entry);
            const bool folder =
                target == nullptr && archive_entry_filetype(entry) == AE_IFDIR;
            if (target != nullptr) {
              layer.second.links[member_name(target)].push_back(name);
            }
            layer.second.names.add(name, folder ? LayerNames::Kind::folder
                                                : LayerNames::Kind::other);
            return Result<void>();
          });
    });
  }

  Result<void> tell_visible(MemberSink& sink);

  /// Whether some image shows this name of this layer.
  bool visible(const std::string& layer, const std::string& name) const
  {
    return std::any_of(images_.begin(), images_.end(), [&](const auto& image) {
      const auto at = std::find(image.rbegin(), image.rend(), layer);
      return at != image.rend() &&
             std::none_of(image.rbegin(), at, [&](const auto& upper) {
               return layers_.at(upper).names.hides(name);
             });
    });
  }

  const ByteInput& input_;
  ArchiveKind kind_;
  std::vector<ImageLayers> images_;
  const MemberLimits& limits_;
  const CancelToken& cancel_;
  std::map<std::string, Layer> layers_;
};

/// Passes on what is visible of one layer, under the layer's title.
class ImageReading::VisibleSink final : public MemberSink {
public:
  VisibleSink(const ImageReading& reading, const std::string& layer, MemberSink& sink)
      : reading_(reading), layer_(layer), sink_(sink)
  {
  }
  bool wanted(const MemberStart& start) override
  {
    return first_visible(start.name) && sink_.wanted(start);
  }
  void take(std::string name, std::vector<std::byte> content) override
  {
    sink_.take(title(first_visible(name).value_or(name)), std::move(content));
  }
  void same_as(std::string name, std::string taken) override
  {
    const auto first = first_visible(taken);
    if (first && *first != name && reading_.visible(layer_, name)) {
      sink_.same_as(title(name), title(*first));
    }
  }
  void damaged(std::string name, Error error) override
  {
    sink_.damaged(title(name), std::move(error));
  }

private:
  /// The member's name, or, if an upper layer hides that, of a hard link to it.
  std::optional<std::string> first_visible(std::string_view member) const
  {
    std::string name(member);
    if (reading_.visible(layer_, name)) {
      return name;
    }
    const auto& links = reading_.layers_.at(layer_).links;
    const auto found = links.find(name);
    for (const auto& link :
         found == links.end() ? std::vector<std::string>() : found->second) {
      if (reading_.visible(layer_, link)) {
        return link;
      }
    }
    return std::nullopt;
  }
  std::string title(const std::string& name) const
  {
    return layer_title(layer_) + "!" + name;
  }
  const ImageReading& reading_;
  const std::string& layer_;
  MemberSink& sink_;
};

Result<void> ImageReading::tell_visible(MemberSink& sink)
{
  return each_layer(sink, [&](const Stage& inner, Meter& meter, auto& layer) {
    VisibleSink visible(*this, layer.first, sink);
    return tell_members(inner, meter, visible);
  });
}

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
             : ImageReading(input, kind, std::move(images), limits, cancel).read(sink);
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
  case ArchiveKind::rpm: {
    CROSSROOT_TRY(auto source, unpacked(input, meter));
    CROSSROOT_TRY(const auto stage,
                  Stage::open(std::move(source), input.shown_as(), Stage::Format::cpio));
    return tell_members(stage, meter, sink);
  }
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
