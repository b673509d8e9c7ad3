// SPDX-License-Identifier: Apache-2.0
#include "archive/image.hpp"
#include "base/digest.hpp"
#include "support/make_archive.hpp"
#include "support/member_names.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace crossroot;
using namespace crossroot::archive;
using test::contains;
using test::Heard;
using test::listen;
using test::pack;

TEST_SUITE_BEGIN("archive.image");

namespace {

std::string elf(const std::string& text)
{
  return std::string("\x7f") + "ELF " + text;
}

/// Entries of an OCI archive as they are added.
struct Image {
  std::vector<test::TarEntry> entries{
      {"oci-layout", R"({"imageLayoutVersion":"1.0.0"})"}};

  std::string add(const std::string& blob)
  {
    Hasher hasher;
    hasher.update(blob);
    const auto hex = hasher.finish().render();
    entries.push_back({"blobs/sha256/" + hex, blob});
    return hex;
  }
  std::string add_manifest(const std::vector<std::string>& layers)
  {
    std::string list;
    for (const auto& layer : layers) {
      list +=
          (list.empty() ? "" : ",") +
          fmt::format(R"({{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip",)"
                      R"("digest":"sha256:{}","size":1}})",
                      layer);
    }
    return add(R"({"schemaVersion":2,"layers":[)" + list + "]}");
  }
  std::string tar(const std::vector<std::string>& manifests) const
  {
    std::string list;
    for (const auto& manifest : manifests) {
      list += (list.empty() ? "" : ",") +
              fmt::format(R"({{"digest":"sha256:{}","size":1}})", manifest);
    }
    auto all = entries;
    all.push_back({"index.json", R"({"schemaVersion":2,"manifests":[)" + list + "]}"});
    return test::make_tar(all);
  }
};

std::string title(const std::string& layer, const std::string& name)
{
  return "sha256:" + layer.substr(0, 12) + "!" + name;
}

std::vector<std::string> names_of(const Heard& heard)
{
  std::vector<std::string> names;
  for (const auto& [name, content] : heard.taken) {
    names.push_back(name.substr(name.find('!') + 1));
  }
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace

TEST_CASE("an image tells what its upper layers do not hide")
{
  for (const auto* const way : {"", "gzip", "zstd"}) {
    CAPTURE(way);
    Image image;
    const auto base = image.add(pack(test::make_tar({{"bin/kept", elf("1")},
                                                     {"bin/changed", elf("1")},
                                                     {"bin/deleted", elf("1")},
                                                     {"old/x", elf("1")},
                                                     {"opaque/x", elf("1")},
                                                     {"folder/x", elf("1")}}),
                                     way));
    const auto upper = image.add(pack(test::make_tar({{"bin/changed", elf("2")},
                                                      {"bin/.wh.deleted", ""},
                                                      {".wh.old", ""},
                                                      {"opaque/", "", '5'},
                                                      {"opaque/.wh..wh..opq", ""},
                                                      {"opaque/y", elf("2")},
                                                      {"folder", "", '2', "bin"}}),
                                      way));
    const auto heard = listen(image.tar({image.add_manifest({base, upper})}));
    CHECK_FALSE(heard.failure);
    CHECK(heard.taken ==
          std::map<std::string, std::string>{{title(base, "bin/kept"), elf("1")},
                                             {title(upper, "bin/changed"), elf("2")},
                                             {title(upper, "opaque/y"), elf("2")}});
  }
}

TEST_CASE("a layer that two images share is told once and as either shows it")
{
  Image image;
  const auto base = image.add(test::make_tar({{"a", elf("1")}, {"b", elf("1")}}));
  const auto upper = image.add(test::make_tar({{".wh.a", ""}, {".wh.b", ""}}));
  const auto other = image.add(test::make_tar({{".wh.b", ""}}));
  const auto first = image.add_manifest({base, upper});
  const auto second = image.add_manifest({base, other});
  CHECK(names_of(listen(image.tar({first}))).empty());
  CHECK(names_of(listen(image.tar({first, second}))) == std::vector<std::string>{"a"});
}

TEST_CASE("a layer that stands twice in an image is shown as its last place does")
{
  Image image;
  const auto base = image.add(test::make_tar({{"a", elf("1")}}));
  const auto upper = image.add(test::make_tar({{".wh.a", ""}}));
  CHECK(names_of(listen(image.tar({image.add_manifest({base, upper, base})}))) ==
        std::vector<std::string>{"a"});
}

TEST_CASE("a hard link that outlives its hidden first name is told under its own")
{
  Image image;
  const auto base = image.add(
      test::make_tar({{"a", elf("1")}, {"b", "", '1', "a"}, {"c", "", '1', "a"}}));
  const auto upper = image.add(test::make_tar({{".wh.a", ""}}));
  const auto heard = listen(image.tar({image.add_manifest({base, upper})}));
  CHECK(names_of(heard) == std::vector<std::string>{"b"});
  CHECK(heard.same ==
        std::map<std::string, std::string>{{title(base, "c"), title(base, "b")}});
}

TEST_CASE("a damaged layer is told and the others are read")
{
  Image image;
  const auto whole = pack(test::make_tar({{"a", elf("1")}}), "gzip");
  const auto base = image.add(whole);
  const auto upper =
      image.add(pack(test::make_tar({{"b", elf("2")}}), "gzip").substr(0, 40));
  const auto heard = listen(image.tar({image.add_manifest({base, upper})}));
  CHECK(names_of(heard) == std::vector<std::string>{"a"});
  CHECK(heard.damaged.size() == 1);
  CHECK(heard.damaged.contains("sha256:" + upper.substr(0, 12)));
}

TEST_CASE("a blob that does not have the digest of its name is told")
{
  Image image;
  const auto base = image.add(test::make_tar({{"a", elf("1")}}));
  const auto manifest = image.add_manifest({base});
  auto heard = listen(image.tar({manifest}));
  CHECK(heard.damaged.empty());
  auto other = image;
  other.entries.at(1).content = test::make_tar({{"b", elf("2")}});
  heard = listen(other.tar({manifest}));
  CHECK_FALSE(heard.failure);
  CHECK(names_of(heard) == std::vector<std::string>{"b"});
  REQUIRE(heard.damaged.size() == 1);
  CHECK(contains(heard.damaged.at("sha256:" + base.substr(0, 12)),
                 "does not have the digest"));
  other = image;
  other.entries.at(2).content += " ";
  heard = listen(other.tar({manifest}));
  REQUIRE(heard.failure);
  CHECK(contains(heard.failure->render(), manifest + " does not have the digest"));
  CHECK(heard.taken.empty());
}

TEST_CASE("a missing layer or manifest is an error")
{
  Image image;
  const auto gone = std::string(64, 'a');
  CHECK(contains(listen(image.tar({gone})).failure->render(), gone));
  const auto manifest = image.add_manifest({gone});
  CHECK(contains(listen(image.tar({manifest})).failure->render(), gone));
}

TEST_CASE("an index of several platforms is followed and attestations are passed over")
{
  Image image;
  const auto layer = image.add(test::make_tar({{"a", elf("1")}}));
  const auto manifest = image.add_manifest({layer});
  const auto attestation = image.add(
      R"({"layers":[{"mediaType":"application/vnd.in-toto+json","digest":"sha256:00"}]})");
  const auto index = image.add(
      fmt::format(R"({{"manifests":[{{"digest":"sha256:{}"}},{{"digest":"sha256:{}"}},)"
                  R"({{"digest":"sha256:{}"}}]}})",
                  manifest, attestation, std::string(64, 'b')));
  const auto heard = listen(image.tar({index}));
  CHECK_FALSE(heard.failure);
  CHECK(names_of(heard) == std::vector<std::string>{"a"});
}

TEST_CASE("what docker save writes is read by its manifest")
{
  const auto base = test::make_tar({{"a", elf("1")}, {"b", elf("1")}});
  const auto upper = test::make_tar({{".wh.a", ""}});
  const auto heard = listen(
      test::make_tar({{"0a/layer.tar", base},
                      {"0b/layer.tar", upper},
                      {"manifest.json",
                       R"([{"Config":"c","Layers":["0a/layer.tar","0b/layer.tar"]}])"}}));
  CHECK_FALSE(heard.failure);
  CHECK(heard.taken == std::map<std::string, std::string>{{"0a/layer.tar!b", elf("1")}});
}

TEST_CASE("a tar with a manifest of another kind is a tar")
{
  for (const auto* const text : {"{}", "[1]", "[", R"([{"Layers":1}])"}) {
    const auto heard = listen(test::make_tar({{"manifest.json", text}, {"x", elf("1")}}));
    CHECK_FALSE(heard.failure);
    CHECK(names_of(heard) == std::vector<std::string>{"x"});
  }
}

TEST_CASE("indexes that name each other end")
{
  std::map<std::string, std::string> documents{{"oci-layout", "{}"}};
  documents["index.json"] = R"({"manifests":[{"digest":"sha256:a"}]})";
  documents["blobs/sha256/a"] =
      R"({"manifests":[{"digest":"sha256:a"},{"digest":"sha256:b"}]})";
  documents["blobs/sha256/b"] = R"({"manifests":[{"digest":"sha256:a"}]})";
  const auto layers = image_layers(documents, "x");
  REQUIRE(layers);
  CHECK(layers->empty());
}
