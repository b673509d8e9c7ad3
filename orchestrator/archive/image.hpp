// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/members.hpp"
#include "base/digest.hpp"

#include <map>
#include <set>

namespace crossroot::archive {

/// The layers of one image as member names of its archive, base first.
using ImageLayers = std::vector<std::string>;

/// Whether a member may be one of the documents that describe an image. Both layouts
/// keep theirs below 4 MiB.
bool is_image_document(const MemberStart& start);

/// What the documents of an archive (by member name) say of its images: the OCI layout
/// (index.json, image-spec's image-layout.md) or, without one, that of docker save
/// (manifest.json). Empty if it is no image. Damaged documents are an Error. Total.
Result<std::vector<ImageLayers>>
image_layers(const std::map<std::string, std::string>& documents,
             const std::string& shown_as);

/// The digest that a blob of the OCI layout is stored under, from its member's name;
/// nothing for another name or another algorithm than SHA-256.
std::optional<Digest> stated_digest(std::string_view name);
/// That a blob's bytes do not have it.
Error other_digest(const std::string& shown_as, const std::string& name);

/// The names in one layer, as far as they hide names in those below it.
class LayerNames {
public:
  enum class Kind : std::uint8_t { folder, other };
  void add(const std::string& name, Kind kind);
  /// Whether a layer with these names, laid over one that has `name`, hides it.
  bool hides(const std::string& name) const;

private:
  std::map<std::string, Kind> names_;
  std::set<std::string> whited_out_; ///< gone with all below them
  std::set<std::string> opaque_;     ///< folders that show nothing of lower layers
};

} // namespace crossroot::archive
