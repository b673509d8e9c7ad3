// SPDX-License-Identifier: Apache-2.0
#include "archive/apk.hpp"
#include "archive/archive.hpp"
#include "support/make_archive.hpp"
#include "support/member_names.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::archive;
using test::contains;
using test::pack;

TEST_SUITE_BEGIN("archive.apk");

namespace {

const std::string k_info =
    "# made by a test\npkgname = x\npkgver = 1.2-r3\narch = x86_64\n"
    "datahash = 00\n";

/// A tar without the zeros at its end.
std::string cut(const std::vector<test::TarEntry>& entries)
{
  const auto tar = test::make_tar(entries);
  return tar.substr(0, tar.size() - 1024);
}

std::string signature()
{
  return pack(cut({{".SIGN.RSA.key.rsa.pub", "signature"}}), "gzip");
}

std::string control()
{
  return pack(cut({{".PKGINFO", k_info}, {".post-install", "#!/bin/sh"}}), "gzip");
}

std::string data(const std::string& more = "")
{
  return pack(test::make_tar({{"usr/", "", '5'},
                              {"usr/lib/libx.so", "library", '0', "", 0755},
                              {"usr/lib/l", "", '2', "libx.so"},
                              {".dot", "no file of the package"}}) +
                  more,
              "gzip");
}

std::string unpacked(const std::string& apk, const test::Scratch& scratch)
{
  const auto done = unpack_apk(scratch.file("x.apk", apk), scratch.folder("in/to"),
                               UnpackPolicy(), CancelToken());
  return done ? "" : done.error().render();
}

} // namespace

TEST_CASE("the data part of a package is unpacked and nothing of the others")
{
  for (const auto& before : {signature() + control(), control()}) {
    const test::Scratch scratch;
    CHECK(unpacked(before + data(), scratch) == "");
    const auto root = scratch.path() / "in/to";
    CHECK(test::read_text(root / "usr/lib/libx.so") == "library");
    CHECK(fs::is_symlink(root / "usr/lib/l"));
    CHECK_FALSE(fs::exists(root / ".PKGINFO"));
    CHECK_FALSE(fs::exists(root / ".dot"));
  }
}

TEST_CASE("a package says its name and version and the digests of both parts")
{
  const test::Scratch scratch;
  const auto said =
      read_apk_statement(scratch.file("x.apk", signature() + control() + data()));
  REQUIRE_MESSAGE(said, said.error().render());
  CHECK(said->name == "x");
  CHECK(said->version == "1.2-r3");
  CHECK(said->arch == "x86_64");
  CHECK(said->data_sha256 == "00");
  CHECK(said->control_bytes == control());
  CHECK(said->data == Digest::of(data()));
}

TEST_CASE("what stands behind the end of any of its tars is refused")
{
  const auto hidden = cut({{"hidden", "evil"}});
  const auto ended = pack(test::make_tar({{".PKGINFO", k_info}}) + hidden, "gzip");
  const auto signed_twice = pack(test::make_tar({{".SIGN.RSA.k", "s"}}) + hidden, "gzip");
  for (const auto& apk : {signature() + ended + data(), signed_twice + control() + data(),
                          signature() + control() + data(hidden),
                          signature() + control() + data() + pack(hidden, "gzip")}) {
    const test::Scratch scratch;
    CHECK(contains(unpacked(apk, scratch), "more behind the end of a tar"));
  }
  const test::Scratch scratch;
  CHECK(unpacked(signature() + control() + data(std::string(4096, '\0')), scratch) == "");
}

TEST_CASE("a package that was cut anywhere is refused")
{
  const auto apk = signature() + control() + data();
  for (std::size_t length = 0; length < apk.size(); length += 11) {
    CAPTURE(length);
    const test::Scratch scratch;
    CHECK(contains(unpacked(apk.substr(0, length), scratch), "error[archive]"));
  }
}

TEST_CASE("an index is taken apart into signatures and what they cover")
{
  const auto packages =
      pack(test::make_tar({{"DESCRIPTION", "d"}, {"APKINDEX", "P:x\n"}}), "gzip");
  const auto bytes = signature() + packages;
  const auto index = read_apk_index(bytes);
  REQUIRE_MESSAGE(index, index.error().render());
  REQUIRE(index->signatures.size() == 1);
  CHECK(index->signatures[0].key == "key.rsa.pub");
  CHECK(index->signatures[0].bytes == "signature");
  CHECK(index->signed_bytes == packages);
  CHECK(index->packages == "P:x\n");
  for (const auto& bad : {packages, std::string(), signature(), bytes + packages,
                          bytes.substr(0, bytes.size() - 3)}) {
    CHECK_FALSE(read_apk_index(bad));
  }
}
