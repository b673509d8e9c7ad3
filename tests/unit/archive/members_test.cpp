// SPDX-License-Identifier: Apache-2.0
#include "archive/members.hpp"
#include "support/make_archive.hpp"
#include "support/make_rpm.hpp"
#include "support/member_names.hpp"

#include <doctest/doctest.h>
#include <lzma.h>
#include <sys/stat.h>

#include <algorithm>

using namespace crossroot;
using namespace crossroot::archive;
using test::contains;
using test::Heard;
using test::listen;
using test::pack;

TEST_SUITE_BEGIN("archive.members");

namespace {

const std::string k_elf = std::string("\x7f") + "ELF and so on";

std::string cause_of(const Heard& heard)
{
  return heard.failure ? heard.failure->render() : "";
}

} // namespace

TEST_CASE("a deb tells of its data and never of its control files")
{
  for (const auto* const way : {"", "gzip", "xz", "zstd", "bzip2"}) {
    CAPTURE(way);
    const auto suffix = std::map<std::string, std::string>{{"", ""},
                                                           {"gzip", ".gz"},
                                                           {"xz", ".xz"},
                                                           {"zstd", ".zst"},
                                                           {"bzip2", ".bz2"}}[way];
    const auto deb = test::make_ar(
        {{"debian-binary", "2.0\n"},
         {"control.tar", test::make_tar({{"./postinst", k_elf}})},
         {"data.tar" + suffix, pack(test::make_tar({{"./usr/bin/x", k_elf, '0', "", 0755},
                                                    {"./usr/share/x.txt", "text"}}),
                                    way)}});
    const auto heard = listen(deb);
    CHECK_FALSE(heard.failure);
    CHECK(heard.taken == std::map<std::string, std::string>{{"usr/bin/x", k_elf}});
  }
}

TEST_CASE("a tar is read whatever it is packed in")
{
  const auto tar = test::make_tar({{"a/x", k_elf}, {"/abs", k_elf}, {"a/t", "text"}});
  for (const auto* const way : {"", "gzip", "xz", "zstd", "bzip2"}) {
    CAPTURE(way);
    const auto heard = listen(pack(tar, way));
    CHECK_FALSE(heard.failure);
    CHECK(heard.taken ==
          std::map<std::string, std::string>{{"a/x", k_elf}, {"abs", k_elf}});
  }
}

TEST_CASE("a zip tells of its members by its directory")
{
  const auto heard = listen(test::make_zip({{"pkg/x.so", k_elf}, {"pkg/x.py", "text"}}));
  CHECK_FALSE(heard.failure);
  CHECK(heard.taken == std::map<std::string, std::string>{{"pkg/x.so", k_elf}});
}

TEST_CASE("an apk is read to its last segment even if the first has an end mark")
{
  const auto heard =
      listen(pack(test::make_tar({{".SIGN.RSA.key", "signature"}}), "gzip") +
             pack(test::make_tar({{".PKGINFO", "pkgname = x"}}), "gzip") +
             pack(test::make_tar({{"usr/bin/x", k_elf}}), "gzip"));
  CHECK_FALSE(heard.failure);
  CHECK(heard.taken == std::map<std::string, std::string>{{"usr/bin/x", k_elf}});
}

TEST_CASE("an rpm is read through both its headers and its hard links are told")
{
  // rpm gives the content with the last name of a file.
  const auto cpio = test::make_cpio({{"./usr/bin/a", "", 7, 2},
                                     {"./usr/share/t", "text", 8},
                                     {"./usr/bin/b", k_elf, 7, 2}});
  for (const auto* const way : {"", "gzip", "xz", "zstd"}) {
    CAPTURE(way);
    const auto heard = listen(test::make_rpm(pack(cpio, way)));
    CHECK(cause_of(heard) == "");
    CHECK(heard.taken == std::map<std::string, std::string>{{"usr/bin/b", k_elf}});
    CHECK(heard.same == std::map<std::string, std::string>{{"usr/bin/a", "usr/bin/b"}});
  }
}

TEST_CASE("a package that rpmbuild made is read")
{
  const auto heard = listen(
      test::read_text(fs::path(CROSSROOT_SOURCE_DIR) /
                      "tests/fuzz/archive/corpus/members/hard-links-by-rpmbuild.rpm"));
  CHECK(cause_of(heard) == "");
  CHECK(heard.taken.size() == 1);
  CHECK(heard.same.size() == 1);
  CHECK((heard.taken.contains("opt/x/a") || heard.taken.contains("opt/x/b")));
}

TEST_CASE("a header of an rpm that claims more than there is ends in an error")
{
  const auto cpio = test::make_cpio({{"./usr/bin/a", k_elf, 7}});
  for (const std::uint32_t claim : {1U << 20, 0xffffffffU, 0x7fffffffU, 17U, 0U}) {
    CAPTURE(claim);
    const auto heard = listen(test::make_rpm(pack(cpio, "gzip"), claim));
    CHECK(heard.failure);
    CHECK(heard.taken.empty());
  }
}

TEST_CASE("hard links in a tar are told as the file that they are")
{
  const auto heard = listen(test::make_tar(
      {{"./a", k_elf}, {"./b", "", '1', "./a"}, {"./c", "", '1', "./text"}}));
  CHECK(heard.same == std::map<std::string, std::string>{{"b", "a"}});
}

TEST_CASE("links and folders and devices are no members")
{
  const auto heard = listen(test::make_tar({{"l", "", '2', "x"},
                                            {"d/", "", '5'},
                                            {"null", "", '3'},
                                            {"pipe", "", '6'},
                                            {"x", k_elf}}));
  CHECK(heard.taken.size() == 1);
}

TEST_CASE("a tar that was cut anywhere is an error")
{
  const auto tar = test::make_tar({{"a", k_elf}, {"b", k_elf}});
  REQUIRE(tar.size() == 4 * 512 + 1024);
  for (const std::size_t length : {512 + 5, 1024, 1024 + 100, 2048 - 300, 2048}) {
    CAPTURE(length);
    CHECK(listen(tar.substr(0, length)).failure);
    CHECK(listen(pack(tar.substr(0, length), "gzip")).failure);
  }
  CHECK(contains(cause_of(listen(tar.substr(0, 2048))), "end mark"));
  CHECK(listen(tar.substr(0, 2048)).taken.size() == 2); // what is there is told
  for (const auto* const way : {"gzip", "xz", "zstd", "bzip2"}) {
    CAPTURE(way);
    const auto packed = pack(tar, way);
    CHECK(listen(packed.substr(0, packed.size() - 9)).failure);
  }
}

TEST_CASE("a tar whose size field lies is an error and takes no memory for it")
{
  auto tar = test::make_tar({{"a", k_elf}});
  tar.replace(124, 11, "07777777777"); // 1 GiB less one byte
  unsigned sum = 0;
  for (std::size_t i = 0; i < 512; ++i) {
    sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(tar[i]);
  }
  tar.replace(148, 6, fmt::format("{:06o}", sum));
  const auto heard = listen(tar);
  CHECK(contains(cause_of(heard), "runcated"));
  CHECK(heard.taken.empty());
}

TEST_CASE("an encrypted member is an error and the others are told")
{
  auto zip = test::make_zip({{"a.so", k_elf}, {"b.so", k_elf}});
  zip[6] = static_cast<char>(zip[6] | 1); // general purpose flags of the first header
  zip[zip.find("PK\x01\x02") + 8] |= 1;
  const auto heard = listen(zip);
  CHECK(contains(cause_of(heard), "1 of its members are encrypted, a.so first"));
  CHECK(heard.taken.contains("b.so"));
}

TEST_CASE("a zip with a wrong checksum tells which member is damaged")
{
  auto zip = test::make_zip({{"a.so", k_elf}, {"b.so", k_elf}});
  zip[30 + 4 + 8] ^= 1;
  const auto heard = listen(zip);
  CHECK(heard.damaged.contains("a.so"));
  CHECK_FALSE(heard.taken.contains("a.so"));
  CHECK(heard.taken.contains("b.so"));
}

TEST_CASE("a member above the limit is damaged and the next one is told")
{
  MemberLimits limits;
  limits.member_bytes = 1000;
  const auto heard =
      listen(test::make_tar({{"big", k_elf + std::string(1000, 'x')}, {"small", k_elf}}),
             limits);
  REQUIRE(heard.damaged.contains("big"));
  CHECK(contains(heard.damaged.at("big"), "larger than 1000 bytes"));
  CHECK(heard.taken.contains("small"));
}

TEST_CASE("what unpacks to more than the ratio allows is refused wherever it hides")
{
  MemberLimits limits;
  limits.free_bytes = 1 << 16;
  limits.ratio = 10;
  const std::string zeros(1 << 20, '\0');
  // As a member that nobody wants, as one that somebody wants, and behind the end mark.
  for (const auto& tar :
       {test::make_tar({{"zeros", zeros}}), test::make_tar({{"x", k_elf + zeros}}),
        test::make_tar({{"x", k_elf}}) + zeros}) {
    CHECK(contains(cause_of(listen(pack(tar, "gzip"), limits)), "unpacks to more than"));
    CHECK(contains(cause_of(listen(test::make_ar({{"debian-binary", "2.0\n"},
                                                  {"data.tar.gz", pack(tar, "gzip")}}),
                                   limits)),
                   "unpacks to more than"));
    CHECK_FALSE(listen(pack(tar, "gzip")).failure);
  }
}

TEST_CASE("more members than the limit are refused")
{
  MemberLimits limits;
  limits.members = 2;
  const auto zip = test::make_zip({{"a", k_elf}, {"b", k_elf}, {"c", k_elf}});
  CHECK(contains(cause_of(listen(zip, limits)), "more than 2 members"));
  limits.members = 3;
  CHECK_FALSE(listen(zip, limits).failure);
}

TEST_CASE("names that are longer together than the limit are refused")
{
  MemberLimits limits;
  limits.name_bytes = 90;
  const auto tar =
      test::make_tar({{std::string(60, 'a'), k_elf},
                      {std::string(10, 'b'), "", '1', std::string(30, 'c')}});
  CHECK(contains(cause_of(listen(tar, limits)), "names of its members"));
  limits.name_bytes = 100;
  CHECK_FALSE(listen(tar, limits).failure);
}

namespace {

/// The first GNU format: pieces of 512 bytes at 0 and at 2^19, and a size (octal).
std::string sparse_tar(const std::string& size)
{
  auto tar = test::make_tar({{"x", k_elf + std::string(1024 - k_elf.size(), 'x'), 'S'}});
  const auto put = [&tar](std::size_t at, const std::string& text) {
    tar.replace(at, text.size(), text);
  };
  put(257, std::string("ustar  \0", 8));
  put(386, "00000000000" + std::string(1, '\0') + "00000001000" + std::string(1, '\0') +
               "00002000000" + std::string(1, '\0') + "00000001000");
  put(483, size);
  put(148, "        ");
  unsigned sum = 0;
  for (std::size_t i = 0; i < 512; ++i) {
    sum += static_cast<unsigned char>(tar[i]);
  }
  put(148, fmt::format("{:06o}", sum) + '\0');
  return tar;
}

} // namespace

TEST_CASE("holes of a sparse member count as what it unpacks to")
{
  const auto tar = sparse_tar("00002001000");
  const auto heard = listen(tar);
  CHECK(cause_of(heard) == "");
  REQUIRE(heard.taken.contains("x"));
  CHECK(heard.taken.at("x").size() == (1 << 19) + 512);
  MemberLimits limits;
  limits.free_bytes = 1 << 16;
  limits.ratio = 2;
  CHECK(contains(cause_of(listen(tar, limits)), "unpacks to more than"));
}

TEST_CASE("a sparse member that ends in a hole has its whole size")
{
  const auto tar = sparse_tar("00004000000");
  const auto heard = listen(tar);
  CHECK(cause_of(heard) == "");
  REQUIRE(heard.taken.contains("x"));
  const auto& content = heard.taken.at("x");
  REQUIRE(content.size() == 1 << 20);
  CHECK(content.at((1 << 19) + 511) == 'x');
  CHECK(content.back() == '\0');
  MemberLimits limits;
  limits.member_bytes = 1 << 19 | 1 << 18;
  CHECK(contains(listen(tar, limits).damaged.at("x"), "larger than"));
  limits = {};
  limits.free_bytes = 3 << 18;
  limits.ratio = 1;
  CHECK(contains(cause_of(listen(tar, limits)), "unpacks to more than"));
}

TEST_CASE("formats are told by their first bytes")
{
  const auto kind = [](std::string bytes) {
    return archive_kind(std::as_bytes(std::span(bytes)));
  };
  CHECK(kind(test::make_deb({})) == ArchiveKind::deb);
  CHECK(kind(test::make_ar({{"x.o", ""}})) == std::nullopt);
  CHECK(kind(test::make_zip({})) == ArchiveKind::zip);
  CHECK(kind(test::make_zip({{"a", ""}})) == ArchiveKind::zip);
  CHECK(kind(test::make_rpm("")) == ArchiveKind::rpm);
  CHECK(kind(test::make_tar({{"a", ""}})) == ArchiveKind::tar);
  CHECK(kind(pack(test::make_tar({{"a", ""}}), "xz")) == ArchiveKind::packed_tar);
  CHECK(kind("ADBd") == ArchiveKind::apk_3);
  CHECK(kind(k_elf) == std::nullopt);
  CHECK(kind("") == std::nullopt);
  CHECK(kind(std::string(600, '\0')) == std::nullopt);
}

TEST_CASE("a packed file that is no tar is an error")
{
  CHECK(listen(pack("text", "gzip")).failure);
  CHECK(listen(pack(k_elf, "xz")).failure);
}

TEST_CASE("a file that is cut short while it is read is an error")
{
  const test::Scratch scratch;
  const auto path = scratch.file(
      "x.tar", test::make_tar({{"a", k_elf}, {"b", k_elf + std::string(2 << 20, 'x')}}));
  test::Listener listener;
  listener.on_take = [&] { fs::resize_file(path, 4096); };
  const auto read =
      for_each_member(path, "x.tar", MemberLimits(), listener, CancelToken());
  REQUIRE_FALSE(read);
  CHECK(contains(read.error().render(), "cut short while it was read"));
}

TEST_CASE("a FIFO is refused without waiting for a writer")
{
  const test::Scratch scratch;
  const auto path = scratch.path() / "fifo";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  test::Listener listener;
  CHECK_FALSE(for_each_member(path, "fifo", MemberLimits(), listener, CancelToken()));
}
