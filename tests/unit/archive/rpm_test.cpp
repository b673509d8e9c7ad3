// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"
#include "support/make_archive.hpp"
#include "support/make_rpm.hpp"
#include "support/member_names.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::archive;
using test::contains;
using test::pack;

TEST_SUITE_BEGIN("archive.rpm");

namespace {

constexpr unsigned k_folder = 040755;
constexpr unsigned k_plain = 0100644;
constexpr unsigned k_link = 0120777;

/// One package unpacked into a folder of its own.
struct Unpacked {
  explicit Unpacked(const std::string& rpm, const UnpackPolicy& policy = {})
      : result(unpack_rpm(
            scratch.file("x.rpm", rpm), scratch.folder("in/to"), policy, CancelToken()))
  {
  }
  std::string error() const { return result ? "" : result.error().render(); }
  std::string text(const std::string& path) const
  {
    return test::read_text(scratch.path() / "in/to" / path);
  }
  bool has(const std::string& path) const
  {
    return fs::exists(fs::symlink_status(scratch.path() / "in/to" / path));
  }

  test::Scratch scratch;
  Result<void> result;
};

std::string small_rpm(const std::string& way = "xz")
{
  return test::make_rpm(
      pack(test::make_cpio({{"./usr", "", 1, 2, k_folder},
                            {"./usr/bin/x", "program", 2},
                            {"./usr/lib64/a.so", "liba.so.1", 3, 1, k_link},
                            {"./usr/share/t", "text", 4, 1, k_plain}}),
           way));
}

} // namespace

TEST_CASE("files and folders and links come out whatever the payload is packed in")
{
  for (const auto* const way : {"", "gzip", "xz", "zstd", "bzip2", "lzma"}) {
    CAPTURE(way);
    const Unpacked unpacked(small_rpm(way));
    CHECK(unpacked.error() == "");
    CHECK(unpacked.text("usr/bin/x") == "program");
    CHECK(unpacked.text("usr/share/t") == "text");
    const auto root = unpacked.scratch.path() / "in/to";
    CHECK(fs::read_symlink(root / "usr/lib64/a.so") == "liba.so.1");
    CHECK(fs::status(root / "usr/bin/x").permissions() == fs::perms(0755));
    CHECK(fs::status(root / "usr/share/t").permissions() == fs::perms(0644));
  }
}

TEST_CASE("names of one inode become hard links of the file that came last")
{
  const Unpacked unpacked(test::make_rpm(test::make_cpio({{"./usr/a", "", 7, 2},
                                                          {"./usr/e1", "", 8, 2},
                                                          {"./usr/b", "twice", 7, 2},
                                                          {"./usr/e2", "", 8, 2}})));
  CHECK(unpacked.error() == "");
  CHECK(unpacked.text("usr/a") == "twice");
  const auto root = unpacked.scratch.path() / "in/to";
  CHECK(fs::equivalent(root / "usr/a", root / "usr/b"));
  CHECK(fs::equivalent(root / "usr/e1", root / "usr/e2"));
  CHECK(fs::file_size(root / "usr/e1") == 0);
}

TEST_CASE("lib64 of an old distribution is written below usr")
{
  UnpackPolicy policy;
  policy.merge_usr = true;
  const Unpacked unpacked(
      test::make_rpm(test::make_cpio(
          {{"./lib64/libc.so.6", "libc-2.17.so", 1, 1, k_link},
           {"./lib64/libc-2.17.so", "libc", 2},
           {"./usr/lib64/libm.so", "../../lib64/libm.so.6", 3, 1, k_link}})),
      policy);
  CHECK(unpacked.error() == "");
  CHECK(unpacked.text("usr/lib64/libc.so.6") == "libc");
  CHECK(fs::read_symlink(unpacked.scratch.path() / "in/to/usr/lib64/libm.so") ==
        "libm.so.6");
}

TEST_CASE("entries that are numbers take name and size from the header")
{
  std::string payload;
  const auto put = [&](unsigned number, const std::string& content) {
    payload += fmt::format("07070X{:08X}", number);
    test::pad_to(payload, 4);
    payload += content;
    test::pad_to(payload, 4);
  };
  put(0, "");
  put(1, ""); // its content comes with its other name
  put(2, "target");
  put(3, "content");
  payload += test::make_cpio({});
  const std::vector<test::RpmValue> values{
      test::rpm_strings(1117, {"folder", "a", "l", "b"}),
      test::rpm_strings(1118, {"/usr/", "/usr/folder/"}),
      test::rpm_numbers(1116, 4, {0, 1, 1, 1}),
      test::rpm_numbers(1030, 3, {k_folder, 0100755, k_link, 0100755}),
      test::rpm_numbers(5008, 5, {4096, 7, 6, 7}),
      test::rpm_numbers(1096, 4, {1, 2, 3, 2}),
      test::rpm_numbers(1095, 4, {1, 1, 1, 1})};
  const Unpacked unpacked(test::make_rpm(pack(payload, "zstd"), values));
  CHECK(unpacked.error() == "");
  CHECK(unpacked.text("usr/folder/a") == "content");
  const auto root = unpacked.scratch.path() / "in/to/usr/folder";
  CHECK(fs::equivalent(root / "a", root / "b"));
  CHECK(fs::read_symlink(root / "l") == "target");

  const Unpacked nameless(test::make_rpm(payload, {test::rpm_strings(1117, {"a"})}));
  CHECK(contains(nameless.error(), "no file of number 0"));
}

TEST_CASE("a header that lies about sizes or places or counts is refused")
{
  const auto rpm = small_rpm();
  const auto changed = [&](std::size_t at, std::uint32_t value) {
    auto bytes = rpm;
    bytes.replace(at, 4, test::big_endian(value, 4));
    return Unpacked(bytes).error();
  };
  // The signature header begins at 96, the header at 144: magic, count, size, then the
  // entry's tag, type, place and count.
  for (const std::size_t header : {96U, 144U}) {
    CAPTURE(header);
    for (const std::uint32_t lie : {0U, 0x7fffffffU, 0xffffffffU, 5000U}) {
      CAPTURE(lie);
      CHECK(contains(changed(header + 8, lie), "error[archive]"));
    }
    for (const std::uint32_t lie : {0x7fffffffU, 0xffffffffU, 100000U}) {
      CAPTURE(lie);
      CHECK(contains(changed(header + 12, lie), "claims"));
      CHECK(contains(changed(header + 16 + 8, lie), "claims"));
      CHECK(contains(changed(header + 16 + 12, lie), "claims"));
    }
    CHECK(contains(changed(header + 16 + 4, 10), "type 10"));
    CHECK(contains(changed(header, 0), "no rpm header"));
  }
  CHECK(contains(changed(0, 0), "does not begin as an rpm does"));
  CHECK(contains(changed(4, 0x06000000), "format 6"));
}

TEST_CASE("an entry outside the root is refused and writes nothing there")
{
  for (const auto* const name : {"./../x", "/x", "./usr/../../x", "../x"}) {
    CAPTURE(name);
    const Unpacked unpacked(test::make_rpm(test::make_cpio({{name, "evil", 1}})));
    REQUIRE_FALSE(unpacked.result);
    CHECK(unpacked.result.error().kind() == ErrorKind::digest_mismatch);
    CHECK_FALSE(fs::exists(unpacked.scratch.path() / "in/x"));
  }
  const Unpacked through(test::make_rpm(
      test::make_cpio({{"./usr/l", "/etc", 1, 1, k_link}, {"./usr/l/x", "evil", 2}})));
  CHECK(contains(through.error(), "written through"));
  const Unpacked device(
      test::make_rpm(test::make_cpio({{"./dev/null", "", 1, 1, 020666}})));
  CHECK(contains(device.error(), "device"));
}

TEST_CASE("a package that was cut anywhere is refused")
{
  for (const auto* const way : {"", "gzip", "xz", "zstd"}) {
    CAPTURE(way);
    const auto rpm = small_rpm(way);
    for (std::size_t length = 0; length < rpm.size(); length += 7) {
      CAPTURE(length);
      const Unpacked unpacked(rpm.substr(0, length));
      REQUIRE_FALSE(unpacked.result);
      CHECK(unpacked.result.error().kind() == ErrorKind::digest_mismatch);
    }
    CHECK_FALSE(Unpacked(rpm.substr(0, rpm.size() - 1)).result);
  }
}

TEST_CASE("a payload that unpacks to far more than its size is refused")
{
  const std::string zeros(std::size_t{80} << 20, '\0');
  const auto bomb =
      test::make_rpm(pack(test::make_cpio({{"./usr/zeros", zeros, 1}}), "zstd"));
  CHECK(bomb.size() < 100'000);
  CHECK(contains(Unpacked(bomb).error(), "no honest archive"));
  // Behind the trailer, where nobody looks.
  const auto hidden = test::make_rpm(pack(test::make_cpio({}) + zeros, "zstd"));
  CHECK(contains(Unpacked(hidden).error(), "behind the trailer"));
}

TEST_CASE("a payload of another format is refused")
{
  const Unpacked drpm(test::make_rpm("", {{1124, 6, 1, std::string("drpm\0", 5)}}));
  CHECK(contains(drpm.error(), "drpm"));
}
