// SPDX-License-Identifier: Apache-2.0
// An image shows of each layer what no later one hides, and a layer may stand anywhere in
// its archive. So it is read several times: bytes against digests, then the names of all
// layers, then the members that are visible. Nothing but names is kept in between.
#include "archive/image_reading.hpp"

#include "archive/byte_input.hpp"
#include "archive/member_walk.hpp"
#include "base/digest.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>

namespace crossroot::archive {

namespace {

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

} // namespace

Result<void> read_image(const ByteInput& input,
                        ArchiveKind kind,
                        std::vector<ImageLayers> images,
                        const MemberLimits& limits,
                        MemberSink& sink,
                        const CancelToken& cancel)
{
  return ImageReading(input, kind, std::move(images), limits, cancel).read(sink);
}

} // namespace crossroot::archive
