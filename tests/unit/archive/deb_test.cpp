// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"
#include "support/make_archive.hpp"

#include <doctest/doctest.h>
#include <lzma.h>
#include <sys/stat.h>

using namespace crossroot;
using namespace crossroot::archive;
using test::Scratch;
using test::TarEntry;

namespace {

Result<void>
unpack(const Scratch& scratch, const std::string& deb, const UnpackPolicy& policy = {})
{
  const auto blob = scratch.file("package.deb", deb);
  return unpack_deb(blob, scratch.folder("into"), policy, CancelToken());
}

unsigned mode_of(const fs::path& path)
{
  return static_cast<unsigned>(fs::status(path).permissions());
}

/// The error's cause if the package of these entries is refused; "" if it is not.
std::string refusal(const std::vector<TarEntry>& entries, const UnpackPolicy& policy = {})
{
  const Scratch scratch;
  const auto result = unpack(scratch, test::make_deb(entries), policy);
  if (result) {
    return "";
  }
  CHECK(result.error().kind() == ErrorKind::digest_mismatch);
  return result.error().render();
}

bool contains(const std::string& text, std::string_view piece)
{
  return text.find(piece) != std::string::npos;
}

std::string xz(const std::string& bytes)
{
  std::string out(bytes.size() + 4096, '\0');
  std::size_t size = 0;
  REQUIRE(lzma_easy_buffer_encode(
              6, LZMA_CHECK_CRC64, nullptr,
              reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
              reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size()) == LZMA_OK);
  out.resize(size);
  return out;
}

} // namespace

TEST_SUITE_BEGIN("archive.deb");

TEST_CASE("files and folders and links come out with plain modes under any umask")
{
  const Scratch scratch;
  const auto before = ::umask(0077);
  const auto result =
      unpack(scratch, test::make_deb({{"./", "", '5', "", 0700},
                                      {"./usr/bin/", "", '5', "", 0700},
                                      {"./usr/bin/tool", "run", '0', "", 04711},
                                      {"./usr/text", "read", '0', "", 0600},
                                      {"./usr/again", "", '1', "./usr/text"},
                                      {"./usr/link", "", '2', "bin/tool"}}));
  ::umask(before);
  REQUIRE(result);
  const auto into = scratch.path() / "into";
  CHECK(mode_of(into / "usr/bin/tool") == 0755);
  CHECK(mode_of(into / "usr/text") == 0644);
  CHECK(test::read_text(into / "usr/again") == "read");
  CHECK(fs::hard_link_count(into / "usr/text") == 2);
  CHECK(fs::read_symlink(into / "usr/link") == "bin/tool");
}

TEST_CASE("merging usr moves names and rewrites the links that cross")
{
  const Scratch scratch;
  UnpackPolicy policy;
  policy.merge_usr = true;
  REQUIRE(unpack(
      scratch,
      test::make_deb({{"./bin", "", '2', "usr/bin"},
                      {"./lib64/ld.so.2", "", '2', "/lib/cpu/ld-2.31.so"},
                      {"./lib/cpu/ld-2.31.so", "loader"},
                      {"./usr/lib/cpu/libm.so", "", '2', "/lib/cpu/libm.so.6"},
                      {"./usr/lib/cpu/libz.so", "", '2', "../../../lib/cpu/libz.so.1"}}),
      policy));
  const auto into = scratch.path() / "into";
  CHECK(fs::read_symlink(into / "usr/lib64/ld.so.2") == "../lib/cpu/ld-2.31.so");
  CHECK(test::read_text(into / "usr/lib64/ld.so.2") == "loader");
  CHECK(fs::read_symlink(into / "usr/lib/cpu/libm.so") == "libm.so.6");
  CHECK(fs::read_symlink(into / "usr/lib/cpu/libz.so") == "libz.so.1");
  CHECK_FALSE(fs::exists(fs::symlink_status(into / "bin")));
  CHECK_FALSE(fs::exists(fs::symlink_status(into / "usr/bin")));
}

TEST_CASE("names and links that leave the tree are refused")
{
  CHECK(contains(refusal({{"../x", "1"}}), "climbs"));
  CHECK(contains(refusal({{"./a/../../x", "1"}}), "climbs"));
  CHECK(contains(refusal({{"/etc/x", "1"}}), "absolute"));
  CHECK(contains(refusal({{"./a", "", '2', "../x"}}), "leaves the tree"));
  CHECK(contains(refusal({{"./a", "", '2', "/../x"}}), "leaves the tree"));
  CHECK(contains(refusal({{"./a", "", '1', "../x"}}), "climbs"));
  CHECK(contains(refusal({{"./a", "", '1', "/etc/passwd"}}), "absolute"));
}

TEST_CASE("nothing is written through a link and no link is linked to")
{
  CHECK(contains(refusal({{"./a", "", '2', "b"}, {"./a/x", "1"}}), "through \"a\""));
  CHECK(contains(refusal({{"./b", "", '5'}, {"./a", "", '2', "b"}, {"./a/x", "1"}}),
                 "through"));
  CHECK(contains(refusal({{"./a", "", '2', "b"}, {"./a", "1"}}), "other than a file"));
  CHECK(contains(refusal({{"./a", "", '2', "b"}, {"./c", "", '1', "./a"}}), "no file"));
  CHECK(contains(refusal({{"./c", "", '1', "./later"}, {"./later", "1"}}), "no file"));
}

TEST_CASE("devices and FIFOs are refused")
{
  CHECK(contains(refusal({{"./a", "", '3'}}), "character device"));
  CHECK(contains(refusal({{"./a", "", '4'}}), "block device"));
  CHECK(contains(refusal({{"./a", "", '6'}}), "FIFO"));
}

TEST_CASE("a file that comes twice must be the same both times")
{
  CHECK(refusal({{"./a", "1"}, {"./a", "1"}}) == "");
  CHECK(contains(refusal({{"./a", "1"}, {"./a", "2"}}), "two different files"));
  CHECK(contains(refusal({{"./a", "1"}, {"./a", "12"}}), "two different files"));
  CHECK(contains(refusal({{"./a", "12"}, {"./a", "1"}}), "two different files"));
  CHECK(contains(refusal({{"./a", "1"}, {"./a", "", '5'}}), "through"));
}

TEST_CASE("names that differ in case only are refused when asked for")
{
  UnpackPolicy policy;
  CHECK(refusal({{"./a/X", "1"}, {"./A/x", "2"}}, policy) == "");
  policy.refuse_case_pairs = true;
  CHECK(contains(refusal({{"./a/X", "1"}, {"./a/x", "2"}}, policy), "case only"));
  CHECK(contains(refusal({{"./a/X", "1"}, {"./A/y", "2"}}, policy), "case only"));
}

TEST_CASE("an archive that unpacks to more than the limits is stopped")
{
  UnpackPolicy policy;
  policy.limits.total_bytes = 3;
  CHECK(refusal({{"./a", "123"}}, policy) == "");
  CHECK(contains(refusal({{"./a", "12"}, {"./b", "34"}}, policy), "more than 3 bytes"));
  policy = {};
  policy.limits.entries = 2;
  CHECK(contains(refusal({{"./a", ""}, {"./b", ""}, {"./c", ""}}, policy), "2 entries"));
  policy = {};
  policy.limits.path_bytes = 10;
  CHECK(contains(refusal({{"./abcdefghijk", ""}}, policy), "longer than 10"));
}

TEST_CASE("unwanted entries are skipped")
{
  const Scratch scratch;
  UnpackPolicy policy;
  policy.wanted = [](std::string_view path) {
    return !path.starts_with("usr/share/doc");
  };
  REQUIRE(unpack(scratch,
                 test::make_deb({{"./usr/share/doc/x", "1"}, {"./usr/keep", "2"}}),
                 policy));
  CHECK_FALSE(fs::exists(scratch.path() / "into/usr/share"));
  CHECK(fs::exists(scratch.path() / "into/usr/keep"));
}

TEST_CASE("a package that is cut inside its xz stream is refused at every length")
{
  const auto tar = test::make_tar({{"./a", std::string(5000, 'a')}, {"./b", "end"}});
  const auto packed = xz(tar);
  const auto whole = test::make_ar(
      {{"debian-binary", "2.0\n"}, {"control.tar", ""}, {"data.tar.xz", packed}});
  {
    const Scratch scratch;
    REQUIRE(unpack(scratch, whole));
    CHECK(test::read_text(scratch.path() / "into/b") == "end");
  }
  const auto start = whole.size() - packed.size() - packed.size() % 2;
  for (std::size_t size = start; size + 32 < whole.size(); size += 7) {
    const Scratch scratch;
    CAPTURE(size);
    CHECK_FALSE(unpack(scratch, whole.substr(0, size)));
  }
}

TEST_CASE("damage inside the xz stream is refused")
{
  const auto packed = xz(test::make_tar({{"./a", std::string(5000, 'a') + "b"}}));
  for (std::size_t at = 12; at < packed.size() - 40; at += 5) {
    auto damaged = packed;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    const Scratch scratch;
    CAPTURE(at);
    CHECK_FALSE(unpack(scratch, test::make_ar({{"debian-binary", "2.0\n"},
                                               {"control.tar", ""},
                                               {"data.tar.xz", damaged}})));
  }
}

TEST_CASE("what is no package says why")
{
  const auto says = [](const std::string& bytes) {
    const Scratch scratch;
    const auto result = unpack(scratch, bytes);
    REQUIRE_FALSE(result);
    return result.error().render();
  };
  CHECK(contains(says("<html>not found</html>"), "cannot unpack"));
  CHECK(contains(says(""), "package.deb"));
  CHECK(contains(says(test::make_ar({{"x", "1"}})), "first member is not debian-binary"));
  CHECK(contains(says(test::make_ar({{"debian-binary", "3.0\n"}})), "format is not 2.x"));
  CHECK(
      contains(says(test::make_ar({{"debian-binary", "2.0\n"}})), "no member data.tar*"));
  CHECK(contains(says(test::make_ar({{"debian-binary", "2.0\n"}, {"data.tar.lz9", ""}})),
                 "unknown way"));
}

TEST_CASE("the control paragraph is read without unpacking")
{
  const Scratch scratch;
  const auto blob =
      scratch.file("x.deb", test::make_deb({}, "Package: hello\nVersion: 2\n"));
  const auto control = read_deb_control(blob);
  REQUIRE(control);
  CHECK(*control == "Package: hello\nVersion: 2\n");
}

TEST_CASE("a cancelled unpacking stops")
{
  const Scratch scratch;
  CancelToken cancel;
  cancel.cancel();
  const auto blob = scratch.file("x.deb", test::make_deb({{"./a", "1"}}));
  const auto result = unpack_deb(blob, scratch.folder("into"), {}, cancel);
  REQUIRE_FALSE(result);
  CHECK(result.error().kind() == ErrorKind::interrupted);
}
