// SPDX-License-Identifier: Apache-2.0
#include "archive/image.hpp"

#include "archive/byte_input.hpp"
#include "archive/member_walk.hpp"
#include "base/json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::archive {

namespace {

constexpr std::uint64_t k_document_bytes = std::uint64_t{4} << 20;
// An index may hold indexes; nobody nests more than two.
constexpr unsigned k_most_nested = 4;
constexpr std::size_t k_most_images = 1000;

/// Follows an OCI index to its manifests.
class OciReading {
public:
  OciReading(const std::map<std::string, std::string>& documents, std::string shown_as)
      : documents_(documents), shown_as_(std::move(shown_as))
  {
  }

  Result<std::vector<ImageLayers>> read()
  {
    CROSSROOT_CHECK(follow("index.json", 0));
    return std::move(images_);
  }

private:
  Result<Json> document(const std::string& name) const
  {
    const auto found = documents_.find(name);
    if (found == documents_.end()) {
      return unreadable(shown_as_, fmt::format("the image has no {}", name));
    }
    const auto stated = stated_digest(name);
    if (stated && Digest::of(found->second) != *stated) {
      return other_digest(shown_as_, name);
    }
    auto parsed = Json::parse(found->second);
    if (!parsed) {
      return unreadable(shown_as_, fmt::format("{}: {}", name, parsed.error().message()));
    }
    return parsed;
  }

  /// "sha256:0a…" is kept as blobs/sha256/0a…; nothing for what is no digest.
  static std::optional<std::string> blob_of(const Json& descriptor)
  {
    const auto digest = descriptor.text("digest");
    const auto colon = digest.find(':');
    if (colon == std::string::npos || digest.find('/') != std::string::npos) {
      return std::nullopt;
    }
    return "blobs/" + digest.substr(0, colon) + "/" + digest.substr(colon + 1);
  }

  Result<void> follow(const std::string& name, unsigned depth)
  {
    if (!followed_.insert(name).second) {
      return {};
    }
    if (depth > k_most_nested || images_.size() >= k_most_images) {
      return unreadable(shown_as_, "the image's indexes are nested too deep");
    }
    CROSSROOT_TRY(const auto json, document(name));
    if (const auto* const layers = json["layers"].array()) {
      return add_image(*layers);
    }
    const auto* const manifests = json["manifests"].array();
    if (manifests == nullptr) {
      return unreadable(shown_as_, name + " names neither manifests nor layers");
    }
    for (const auto& descriptor : *manifests) {
      const auto blob = blob_of(descriptor);
      if (!blob) {
        return unreadable(shown_as_, name + " names a manifest without a digest");
      }
      // An index of several platforms may be saved with one of them.
      if (depth == 0 || documents_.contains(*blob)) {
        CROSSROOT_CHECK(follow(*blob, depth + 1));
      }
    }
    return {};
  }

  Result<void> add_image(const Json::Array& layers)
  {
    ImageLayers image;
    for (const auto& layer : layers) {
      // Attestations stand in manifests of their own, as layers that are no tar.
      if (layer.text("mediaType").find("tar") == std::string::npos) {
        continue;
      }
      const auto blob = blob_of(layer);
      if (!blob) {
        return unreadable(shown_as_, "the image names a layer without a digest");
      }
      image.push_back(*blob);
    }
    images_.push_back(std::move(image));
    return {};
  }

  const std::map<std::string, std::string>& documents_;
  std::string shown_as_;
  std::set<std::string> followed_;
  std::vector<ImageLayers> images_;
};

Result<std::vector<ImageLayers>> docker_layers(const std::string& manifest,
                                               const std::string& shown_as)
{
  const auto parsed = Json::parse(manifest);
  const auto* const images = parsed ? (*parsed).array() : nullptr;
  std::vector<ImageLayers> out;
  if (images == nullptr) {
    return out; // some other file of this common name
  }
  for (const auto& image : *images) {
    const auto* const layers = image["Layers"].array();
    if (layers == nullptr) {
      return std::vector<ImageLayers>();
    }
    ImageLayers names;
    for (const auto& layer : *layers) {
      if (layer.string() == nullptr) {
        return unreadable(shown_as, "manifest.json names a layer that is no text");
      }
      names.push_back(member_name(*layer.string()));
    }
    out.push_back(std::move(names));
  }
  return out;
}

} // namespace

std::optional<Digest> stated_digest(std::string_view name)
{
  constexpr std::string_view k_folder = "blobs/sha256/";
  if (!name.starts_with(k_folder)) {
    return std::nullopt;
  }
  const auto digest = Digest::parse(name.substr(k_folder.size()));
  return digest ? std::optional(*digest) : std::nullopt;
}

Error other_digest(const std::string& shown_as, const std::string& name)
{
  return unreadable(shown_as, name + " does not have the digest that it is stored under");
}

bool is_image_document(const MemberStart& start)
{
  const bool named = start.name == "index.json" || start.name == "manifest.json" ||
                     start.name == "oci-layout" || start.name.starts_with("blobs/");
  if (!named || start.size_bytes > k_document_bytes) {
    return false;
  }
  const auto first =
      std::find_if(start.bytes.begin(), start.bytes.end(), [](std::byte byte) {
        const auto c = std::to_integer<char>(byte);
        return c != ' ' && c != '\n' && c != '\r' && c != '\t';
      });
  return first != start.bytes.end() &&
         (*first == std::byte{'{'} || *first == std::byte{'['});
}

Result<std::vector<ImageLayers>>
image_layers(const std::map<std::string, std::string>& documents,
             const std::string& shown_as)
{
  if (documents.contains("oci-layout") && documents.contains("index.json")) {
    return OciReading(documents, shown_as).read();
  }
  const auto manifest = documents.find("manifest.json");
  return manifest == documents.end() ? Result(std::vector<ImageLayers>())
                                     : docker_layers(manifest->second, shown_as);
}

void LayerNames::add(const std::string& name, Kind kind)
{
  // Whiteouts: image-spec, layer.md.
  const auto slash = name.rfind('/');
  const auto start = slash == std::string::npos ? 0 : slash + 1;
  const auto folder = name.substr(0, slash == std::string::npos ? 0 : slash);
  const auto last = std::string_view(name).substr(start);
  if (last == ".wh..wh..opq") {
    opaque_.insert(folder);
  } else if (last.starts_with(".wh.")) {
    whited_out_.insert(name.substr(0, start) + std::string(last.substr(4)));
  } else {
    names_[name] = kind;
  }
}

bool LayerNames::hides(const std::string& name) const
{
  if (names_.contains(name) || whited_out_.contains(name)) {
    return true;
  }
  auto folder = name;
  while (!folder.empty()) {
    const auto slash = folder.rfind('/');
    folder.resize(slash == std::string::npos ? 0 : slash);
    const auto found = names_.find(folder);
    if (opaque_.contains(folder) || whited_out_.contains(folder) ||
        (found != names_.end() && found->second != Kind::folder)) {
      return true;
    }
  }
  return false;
}

} // namespace crossroot::archive
