// SPDX-License-Identifier: Apache-2.0
#include "elf/elf_file.hpp"
#include "os/files.hpp"
#include "sysroot/sysroot.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "fake_glibc.hpp"

using namespace crossroot;
using namespace crossroot::sysroot;
using test::Scratch;

namespace {

const Triplet k_triplet = Triplet::parse("x86_64-linux-gnu").value();

Floor floor_of(const Version& libc)
{
  Floor floor;
  floor.libc = libc;
  return floor;
}

/// A composed base of glibc 2.31 in scratch/base.
fs::path compose_base(const Scratch& scratch,
                      const std::string& release = "2.31",
                      const std::string& minor = "31")
{
  auto definition = test::fake_definition();
  definition.libc = Version();
  const auto base = scratch.folder("base");
  scratch.file("gcc/usr/lib/gcc/x86_64-linux-gnu/10/libstdc++.so", "shared");
  scratch.file("gcc/usr/lib/gcc/x86_64-linux-gnu/10/libstdc++.a", "static");
  REQUIRE(compose({test::fake_runtime(scratch, release),
                   test::fake_headers(scratch, minor),
                   {"gcc", scratch.path() / "gcc"}},
                  definition, base));
  return base;
}

bool contains(const std::string& text, std::string_view piece)
{
  return text.find(piece) != std::string::npos;
}

} // namespace

TEST_SUITE_BEGIN("sysroot.floor");

TEST_CASE("a floored tree shows linker and compiler the floor and leaves the base alone")
{
  const Scratch scratch;
  const auto base = compose_base(scratch);
  const auto before = test::read_text(base / test::k_folder / "libc.so.6");
  const auto into = scratch.folder("into");
  const auto fixups = apply_floor(base, k_triplet, floor_of({2, 17}),
                                  test::fake_definition(), false, into);
  REQUIRE(fixups);
  CHECK(std::is_sorted(fixups->begin(), fixups->end()));
  const auto library = elf::read_elf(into / test::k_folder / "libc.so.6");
  REQUIRE(library);
  for (const auto& symbol : library->symbols) {
    CAPTURE(symbol.name + "@" + symbol.version);
    CHECK(symbol.hidden == (symbol.version != "GLIBC_2.14"));
  }
  CHECK(contains(test::read_text(into / "usr/include/features.h"),
                 "__GLIBC_MINOR__\t17\n"));
  CHECK(
      contains(test::read_text(into / "usr/include/features.h"), "_USE_C2X_STRTOL 0\n"));
  CHECK(
      contains(test::read_text(into / "usr/include/stdlib.h"), "__GLIBC_PREREQ (2, 26)"));
  CHECK(contains(
      test::read_text(into / "usr/include/fcntl.h"),
      "#if !defined __USE_FILE_OFFSET64 || !__GLIBC_PREREQ (2, 28)\nextern int fcntl ("));
  CHECK(test::read_text(base / test::k_folder / "libc.so.6") == before);
  CHECK(contains(test::read_text(base / "usr/include/features.h"),
                 "__GLIBC_MINOR__\t31\n"));
}

TEST_CASE("the compat archive stands behind libc in both linker scripts")
{
  const Scratch scratch;
  const auto into = scratch.folder("into");
  REQUIRE(apply_floor(compose_base(scratch), k_triplet, floor_of({2, 17}),
                      test::fake_definition(), false, into));
  const std::string archive(k_compat_archive);
  CHECK(contains(test::read_text(into / test::k_folder / "libc.so"),
                 "libc_nonshared.a /" + archive + "  AS_NEEDED ( "));
  CHECK(contains(test::read_text(into / test::k_folder / "libc.a"),
                 "GROUP ( /usr/lib/x86_64-linux-gnu/libc-real.a /" + archive + " )"));
  CHECK(test::read_text(into / archive) == "!<arch>\n");
  CHECK(test::read_text(into / test::k_folder / "libc-real.a") == "!<arch>\n");
}

TEST_CASE("joining puts the archive in place and links the rest")
{
  const Scratch scratch;
  const auto floored = scratch.folder("floored");
  REQUIRE(apply_floor(compose_base(scratch), k_triplet, floor_of({2, 17}),
                      test::fake_definition(), false, floored));
  const auto joined = scratch.folder("joined");
  REQUIRE(join_compat(floored, scratch.file("compat.a", "!<arch>\nreal"), joined));
  CHECK(test::read_text(joined / std::string(k_compat_archive)) == "!<arch>\nreal");
  CHECK(test::read_text(floored / std::string(k_compat_archive)) == "!<arch>\n");
  CHECK(
      fs::equivalent(joined / "usr/include/stdlib.h", floored / "usr/include/stdlib.h"));
}

TEST_CASE(
    "a floor at the base's own version changes the runtime and linker scripts alone")
{
  const Scratch scratch;
  const auto base = compose_base(scratch);
  const auto into = scratch.folder("into");
  const auto fixups = apply_floor(base, k_triplet, floor_of({2, 31}),
                                  test::fake_definition(), true, into);
  REQUIRE(fixups);
  CHECK(*fixups ==
        std::vector<std::string>{
            "floor 2.31: usr/lib/x86_64-linux-gnu/libc.a: compat archive",
            "floor 2.31: usr/lib/x86_64-linux-gnu/libc.so: compat archive",
            "static runtime: no usr/lib/gcc/x86_64-linux-gnu/10/libstdc++.so"});
  CHECK(fs::equivalent(into / "usr/include/features.h", base / "usr/include/features.h"));
  CHECK(contains(test::read_text(into / (test::k_folder + "libc.so")),
                 "libcrossroot-compat.a"));
  CHECK(fs::exists(into / "usr/lib/gcc/x86_64-linux-gnu/10/libstdc++.a"));
  CHECK_FALSE(fs::exists(into / "usr/lib/gcc/x86_64-linux-gnu/10/libstdc++.so"));
}

TEST_CASE("the static thread library gives what is called weakly while it is one")
{
  for (const auto* release : {"2.31", "2.36"}) {
    const Scratch scratch;
    const auto base = compose_base(scratch, release, std::string(release).substr(2));
    const auto archive = test::k_folder + "libpthread.a";
    REQUIRE(os::write_file(base / archive, "!<arch>\n"));
    const auto into = scratch.folder("into");
    REQUIRE(apply_floor(base, k_triplet, floor_of(Version::parse(release).value()),
                        test::fake_definition(), false, into));
    const auto text = test::read_text(into / archive);
    const bool apart = std::string(release) == "2.31";
    CHECK(contains(text, "EXTERN ( __pthread_key_create ") == apart);
    CHECK(contains(text, "INPUT ( /" + test::k_folder + "libpthread-real.a )") == apart);
    CHECK(fs::exists(into / (test::k_folder + "libpthread-real.a")) == apart);
  }
}

TEST_CASE("floors between baseline and base guard only what is newer")
{
  const Scratch scratch;
  const auto into = scratch.folder("into");
  REQUIRE(apply_floor(compose_base(scratch), k_triplet, floor_of({2, 28}),
                      test::fake_definition(), false, into));
  CHECK_FALSE(contains(test::read_text(into / "usr/include/stdlib.h"), "__GLIBC_PREREQ"));
  CHECK_FALSE(contains(test::read_text(into / "usr/include/fcntl.h"), "__GLIBC_PREREQ"));
}

TEST_CASE("a floor below the baseline is an error")
{
  const Scratch scratch;
  const auto base = compose_base(scratch);
  CHECK_FALSE(apply_floor(base, k_triplet, floor_of({2, 2, 4}), test::fake_definition(),
                          false, scratch.folder("into")));
}

TEST_CASE("a base whose crt objects run no constructors at the floor is refused")
{
  const Scratch scratch;
  const auto base = compose_base(scratch, "2.36", "36");
  const auto result = apply_floor(base, k_triplet, floor_of({2, 17}),
                                  test::fake_definition(), false, scratch.folder("into"));
  REQUIRE_FALSE(result);
  CHECK(contains(result.error().render(), "no constructors"));
  CHECK(apply_floor(base, k_triplet, floor_of({2, 34}), test::fake_definition(), false,
                    scratch.folder("other")));
}
