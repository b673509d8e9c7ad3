// SPDX-License-Identifier: Apache-2.0
// Documents of an image, whatever they say, name layers or are an error. The input is
// made of them: a line "=== NAME" and the text up to the next such line.
#include "archive/image.hpp"
#include "base/text.hpp"

#include <cstdlib>
#include <string_view>

using namespace crossroot::archive;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
  std::map<std::string, std::string> documents;
  std::string name;
  LayerNames upper;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto line : crossroot::split_lines(text)) {
    if (line.starts_with("=== ")) {
      name = line.substr(4);
    } else {
      documents[name] += line;
      documents[name] += '\n';
      upper.add(std::string(line), line.size() % 2 == 0 ? LayerNames::Kind::folder
                                                        : LayerNames::Kind::other);
    }
  }
  const auto images = image_layers(documents, "x");
  for (const auto& image : images ? *images : std::vector<ImageLayers>()) {
    for (const auto& layer : image) {
      (void)upper.hides(layer);
    }
  }
  if (!images && images.error().kind() != crossroot::ErrorKind::io) {
    std::abort();
  }
  return 0;
}
