// SPDX-License-Identifier: Apache-2.0
#include "sysroot/sysroot.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "fake_glibc.hpp"

using namespace crossroot;
using namespace crossroot::sysroot;
using test::Scratch;

namespace {

Definition plain_definition()
{
  auto definition = test::fake_definition();
  definition.role = Definition::Role::toolchain; // nothing of libc is asked for
  return definition;
}

bool has(const std::vector<std::string>& lines, std::string_view line)
{
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

} // namespace

TEST_SUITE_BEGIN("sysroot.compose");

TEST_CASE("packages become one tree of links to their files")
{
  const Scratch scratch;
  const auto file = scratch.file("a/usr/lib/one", "1");
  scratch.file("b/usr/lib/two", "2");
  scratch.file("b/usr/bin/tool", "3");
  fs::create_symlink("one", scratch.path() / "b/usr/lib/link");
  const auto into = scratch.folder("into");
  const auto fixups = compose({{"a", scratch.path() / "a"}, {"b", scratch.path() / "b"}},
                              plain_definition(), into);
  REQUIRE(fixups);
  CHECK(fs::equivalent(into / "usr/lib/one", file));
  CHECK(test::read_text(into / "lib/two") == "2");
  CHECK(fs::read_symlink(into / "usr/lib/link") == "one");
  CHECK(fs::read_symlink(into / "bin") == "usr/bin");
  CHECK(has(*fixups, "merged /usr: bin usr/bin"));
  CHECK(std::is_sorted(fixups->begin(), fixups->end()));
}

TEST_CASE("two packages with different files of one name are an error that names both")
{
  const Scratch scratch;
  scratch.file("a/usr/x", "1");
  scratch.file("b/usr/x", "2");
  const auto result = compose(
      {{"first 1 amd64", scratch.path() / "a"}, {"second 2 amd64", scratch.path() / "b"}},
      plain_definition(), scratch.folder("into"));
  REQUIRE_FALSE(result);
  CHECK(result.error().kind() == ErrorKind::definition);
  const auto text = result.error().render();
  CHECK(text.find("usr/x") != std::string::npos);
  CHECK(text.find("first 1 amd64") != std::string::npos);
  CHECK(text.find("second 2 amd64") != std::string::npos);
}

TEST_CASE("a file against a folder or a link of one name is a conflict in either order")
{
  const Scratch scratch;
  scratch.file("file/usr/x", "1");
  scratch.file("folder/usr/x/y", "1");
  scratch.folder("link/usr");
  fs::create_symlink("y", scratch.path() / "link/usr/x");
  const std::vector<std::string> kinds{"file", "folder", "link"};
  for (const auto& one : kinds) {
    for (const auto& other : kinds) {
      CAPTURE(one);
      CAPTURE(other);
      const auto into = scratch.folder("into-" + one + other);
      const bool works =
          compose({{one, scratch.path() / one}, {other, scratch.path() / other}},
                  plain_definition(), into)
              .has_value();
      CHECK(works == (one == other));
    }
  }
}

TEST_CASE("the same file in two packages is kept once and recorded")
{
  const Scratch scratch;
  scratch.file("a/usr/x", "1");
  scratch.file("b/usr/x", "1");
  const auto fixups = compose({{"a", scratch.path() / "a"}, {"b", scratch.path() / "b"}},
                              plain_definition(), scratch.folder("into"));
  REQUIRE(fixups);
  CHECK(has(*fixups, "same file usr/x in a and b"));
}

TEST_CASE("pruned files are left out and counted and case pairs recorded")
{
  const Scratch scratch;
  scratch.file("a/usr/share/doc/a/copyright", "1");
  scratch.file("a/usr/include/xt_MARK.h", "1");
  scratch.file("a/usr/include/xt_mark.h", "2");
  const auto into = scratch.folder("into");
  const auto fixups = compose({{"a", scratch.path() / "a"}}, plain_definition(), into);
  REQUIRE(fixups);
  CHECK_FALSE(fs::exists(into / "usr/share/doc"));
  CHECK(has(*fixups, "pruned usr/share/doc/**: 1 files"));
  CHECK(has(*fixups, "case pair usr/include/xt_MARK.h usr/include/xt_mark.h"));
}

TEST_CASE("headers and libc of one release make a sysroot")
{
  const Scratch scratch;
  CHECK(compose({test::fake_runtime(scratch, "2.31"), test::fake_headers(scratch, "31")},
                test::fake_definition(), scratch.folder("into")));
}

TEST_CASE("headers of another release than libc are refused")
{
  const Scratch scratch;
  const auto result =
      compose({test::fake_runtime(scratch, "2.31"), test::fake_headers(scratch, "36")},
              test::fake_definition(), scratch.folder("into"));
  REQUIRE_FALSE(result);
  CHECK(result.error().render().find("headers are of glibc 2.36, libc.so.6 of 2.31") !=
        std::string::npos);
}

TEST_CASE("a libc or kernel headers other than the definition says are refused")
{
  const Scratch scratch;
  const auto libc = test::fake_runtime(scratch, "2.31");
  const auto headers = test::fake_headers(scratch, "31");
  auto definition = test::fake_definition();
  definition.libc = Version{2, 36};
  CHECK_FALSE(compose({libc, headers}, definition, scratch.folder("one")));
  definition = test::fake_definition();
  definition.kernel_headers = Version{5, 10};
  CHECK_FALSE(compose({libc, headers}, definition, scratch.folder("two")));
}

TEST_CASE("a development package of another build than its library is refused")
{
  const Scratch scratch;
  auto libc = test::fake_runtime(scratch, "2.31");
  libc.name = "libc6 2.31-2 amd64";
  const auto result = compose({libc, test::fake_headers(scratch, "31")},
                              test::fake_definition(), scratch.folder("into"));
  REQUIRE_FALSE(result);
  CHECK(result.error().render().find("libc6-dev is 2.31-1") != std::string::npos);
}

TEST_CASE("musl stands where compilers look for the only libc of a tree")
{
  const Scratch scratch;
  const std::string folder = "musl/usr/lib/x86_64-linux-musl/";
  scratch.file(folder + "libc.so", std::string("127.0.0.1\0=1.2.3\0more", 21));
  scratch.file(folder + "crt1.o", "1");
  fs::create_symlink("x86_64-linux-musl/libc.so",
                     scratch.path() / "musl/usr/lib/ld-musl-x86_64.so.1");
  scratch.file("dev/usr/include/x86_64-linux-musl/stdio.h", "musl's");
  scratch.file("dev/usr/include/x86_64-linux-musl/scsi/sg.h", "musl's");
  scratch.file("linux/usr/include/scsi/fc.h", "the kernel's");
  scratch.file("linux/usr/include/linux/version.h",
               "#define LINUX_VERSION_CODE 330496\n");
  scratch.file("linux/usr/lib/gcc/x86_64-linux-gnu/12/libgcc.a", "gcc's");
  auto definition = plain_definition();
  definition.libc_kind = Libc::musl;
  definition.role = Definition::Role::sysroot;
  definition.libc = {1, 2, 3};
  const std::vector<PackageTree> packages{{"musl 1 amd64", scratch.path() / "musl"},
                                          {"musl-dev 1 amd64", scratch.path() / "dev"},
                                          {"linux 1 amd64", scratch.path() / "linux"}};
  const auto into = scratch.folder("into");
  REQUIRE(compose(packages, definition, into));
  CHECK(test::read_text(into / "usr/include/stdio.h") == "musl's");
  CHECK(test::read_text(into / "usr/include/scsi/sg.h") == "musl's");
  CHECK(test::read_text(into / "usr/include/scsi/fc.h") == "the kernel's");
  CHECK(fs::read_symlink(into / "usr/lib/crt1.o") == "x86_64-linux-musl/crt1.o");
  CHECK(fs::exists(into / "lib/ld-musl-x86_64.so.1"));
  CHECK(test::read_text(into / "usr/lib/gcc/x86_64-unknown-linux-musl/12/libgcc.a") ==
        "gcc's");

  definition.libc = {1, 2, 5};
  const auto other = compose(packages, definition, scratch.folder("other"));
  REQUIRE_FALSE(other);
  CHECK(other.error().render().find("of musl 1.2.3, the definition says 1.2.5") !=
        std::string::npos);

  scratch.file("linux/usr/include/stdio.h", "another's");
  CHECK_FALSE(compose(packages, definition, scratch.folder("third")));
}

TEST_CASE("a libc of another package than its own is refused")
{
  const Scratch scratch;
  auto runtime = test::fake_runtime(scratch, "2.31");
  const auto headers = test::fake_headers(scratch, "31");
  CHECK(compose({runtime, headers}, test::fake_definition(), scratch.folder("one")));
  runtime.name = "libc6 2.31-2 amd64";
  auto other = headers;
  other.name = "libc6-dev 2.31-2 amd64";
  const auto refused =
      compose({runtime, other}, test::fake_definition(), scratch.folder("two"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().render().find(
            "libc.so.6 is of Test GLIBC 2.31-1, the package of 2.31-2") !=
        std::string::npos);
}

TEST_CASE("a libc and a loader of two builds are refused")
{
  const Scratch scratch;
  const auto runtime = test::fake_runtime(scratch, "2.31");
  test::ElfSpec libc;
  libc.soname = "libc.so.6";
  libc.symbols = {{"_dl_new", "GLIBC_PRIVATE", "ld-linux-x86-64.so.2"}};
  libc.data = "GNU C Library (Test GLIBC 2.31-1) stable release version 2.31.\n";
  fs::remove(scratch.path() / "libc6" / test::k_folder / "libc-2.31.so");
  scratch.file("libc6/" + test::k_folder + "libc-2.31.so", test::make_elf(libc));
  const auto refused =
      compose({runtime}, test::fake_definition(), scratch.folder("into"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().render().find("of two builds: _dl_new is not in") !=
        std::string::npos);
}
