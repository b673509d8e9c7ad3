// SPDX-License-Identifier: Apache-2.0
#include "elf/byte_source.hpp"
#include "elf/elf_file.hpp"
#include "unit/verify/fixture.hpp"
#include "verify/package_member.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using test::failing;
using test::good_program;
using test::judge;
using test::strict;
using verify::Status;
using Words = std::vector<std::string>;

namespace {

/// A target's libc and libfoo, which needs it, in a folder.
verify::Expectations with_libraries(const test::ScratchFolder& folder)
{
  test::ElfSpec libc;
  libc.soname = "libc.so.6";
  libc.symbols = {{.name = "printf", .version = "GLIBC_2.2.5"},
                  {.name = "memcpy", .version = "GLIBC_2.2.5", .hidden = true},
                  {.name = "memcpy", .version = "GLIBC_2.14"},
                  {.name = "memfd_create", .version = "GLIBC_2.27"}};
  folder.write("libc.so.6", test::make_elf(libc));
  test::ElfSpec foo;
  foo.soname = "libfoo.so.1";
  foo.needed = {"libc.so.6"};
  foo.symbols = {{.name = "foo"}};
  folder.write("libfoo.so.1", test::make_elf(foo));
  auto expectations = strict();
  expectations.library_folders = {folder.path()};
  return expectations;
}

} // namespace

TEST_SUITE_BEGIN("verify.library_checks");

TEST_CASE("a library beyond the libc fails unless the recipe lists it")
{
  auto spec = good_program();
  spec.needed.push_back("libz.so.1");
  auto expectations = strict();
  const auto report = judge(spec, expectations);
  CHECK(failing(report) == Words{"needed"});
  CHECK(test::finding(report, "needed").evidence == Words{"libz.so.1"});
  CHECK(test::finding(report, "needed").remedy.starts_with("needed = [\"libz.so.1\"]"));
  expectations.abi.needed = {"libz.so.1"};
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("a file of another maker may need what it likes unless a policy asks")
{
  auto spec = good_program();
  spec.needed.push_back("libz.so.1");
  auto expectations = strict();
  expectations.built_here = false;
  expectations.abi.needed_system = false;
  CHECK(test::finding(judge(spec, expectations), "needed").status == Status::skip);
  expectations.abi.needed = {"libc.so.6"};
  CHECK(failing(judge(spec, expectations)) == Words{"needed"});
}

TEST_CASE("a shared C++ runtime fails where the recipe links it statically")
{
  auto spec = good_program();
  spec.needed.push_back("libstdc++.so.6");
  CHECK(failing(judge(spec, strict())) == Words{"needed"});
}

TEST_CASE("search paths are origin alone")
{
  auto spec = good_program();
  spec.runpath = "$ORIGIN/../lib";
  CHECK(failing(judge(spec, strict())) == Words{});
  for (const auto* const path : {"/usr/local/lib", "lib", "$ORIGIN:", "$ORIGINAL"}) {
    spec.runpath = path;
    CHECK(failing(judge(spec, strict())) == Words{"rpath"});
  }
  spec.runpath = "$ORIGIN"; // then glibc does not look at the other
  spec.rpath = "/usr/local/lib";
  CHECK(failing(judge(spec, strict())) == Words{});
}

TEST_CASE("a version asked of a library that is not loaded fails")
{
  auto spec = good_program();
  spec.needed = {};
  const auto report = judge(spec, strict());
  CHECK(test::finding(report, "version-provider").evidence ==
        Words{"libc.so.6 is asked for versions and not needed"});
  spec.needed = {"libm.so.6"}; // which loads the libc
  CHECK(failing(judge(spec, strict())) == Words{});
  spec.needed = {"libnot-at-hand.so.1"}; // which may
  auto expectations = strict();
  expectations.abi.needed = spec.needed;
  CHECK(test::finding(judge(spec, expectations), "version-provider").status ==
        Status::unknown);
}

TEST_CASE("a version asked of a library that another one loads passes")
{
  const test::ScratchFolder folder;
  auto expectations = with_libraries(folder);
  expectations.abi.needed = {"libfoo.so.1"};
  auto spec = good_program();
  spec.needed = {"libfoo.so.1"};
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("a version that the target's library does not define fails")
{
  const test::ScratchFolder folder;
  auto spec = good_program();
  spec.symbols.push_back({"odd", "GLIBC_2.16", "libc.so.6"});
  const auto report = judge(spec, with_libraries(folder));
  CHECK(test::finding(report, "version-provider").evidence ==
        Words{"libc.so.6 of the target does not define GLIBC_2.16"});
}

TEST_CASE("a weak version that the target's library does not define is told and passes")
{
  const test::ScratchFolder folder;
  auto spec = good_program();
  spec.symbols.push_back({"odd", "GLIBC_2.16", "libc.so.6", false, true});
  spec.version_flags = 2;
  const auto finding =
      test::finding(judge(spec, with_libraries(folder)), "version-provider");
  CHECK(finding.status == Status::pass);
  CHECK(finding.evidence == Words{"libc.so.6 of the target does not define GLIBC_2.16, "
                                  "weak: the loader warns and goes on"});
}

TEST_CASE("a root of a system serves as libraries and its links stay inside")
{
  const test::ScratchFolder folder;
  with_libraries(folder);
  const auto library = folder.path() / "usr/lib/x86_64-linux-gnu";
  std::filesystem::create_directories(library);
  std::filesystem::rename(folder.path() / "libc.so.6", library / "libc-2.31.so");
  std::filesystem::create_symlink("/usr/lib/x86_64-linux-gnu/libc-2.31.so",
                                  library / "libc.so.6");
  std::filesystem::create_directory_symlink("usr/lib", folder.path() / "lib");
  auto expectations = strict();
  expectations.library_folders = {folder.path()};
  CHECK(test::finding(judge(good_program(), expectations), "undefined").found ==
        "2 resolved");
  std::filesystem::remove(library / "libc.so.6");
  std::filesystem::create_symlink("libc.so.6", library / "libc.so.6"); // round and round
  CHECK(test::finding(judge(good_program(), expectations), "undefined").status ==
        Status::pass); // by the table of the floor
}

TEST_CASE("a file of a distribution may look into the system's folders")
{
  auto spec = good_program();
  auto expectations = strict();
  expectations.built_here = false;
  spec.runpath = "/usr/lib/x86_64-linux-gnu/pulseaudio";
  CHECK(failing(judge(spec, expectations)) == Words{});
  for (const auto* const path : {"/usr/lib/../../tmp", "/usr/library", "", "lib"}) {
    spec.runpath = path;
    CHECK(failing(judge(spec, expectations)) == Words{"rpath"});
  }
}

TEST_CASE("names resolve in the target's own libraries")
{
  const test::ScratchFolder folder;
  const auto report = judge(good_program(), with_libraries(folder));
  CHECK(failing(report) == Words{});
  CHECK(test::finding(report, "undefined").found == "2 resolved");
}

TEST_CASE("an unversioned name that came after the floor is missing")
{
  const test::ScratchFolder folder;
  auto spec = good_program();
  spec.symbols.push_back({.name = "memfd_create", .undefined = true});
  auto expectations = with_libraries(folder);
  const auto report = judge(spec, expectations);
  CHECK(failing(report) == Words{"undefined"});
  CHECK(test::finding(report, "undefined").evidence ==
        Words{"memfd_create, first in glibc 2.27 in libc.so.6"});
  CHECK(report.found_libc == Version{2, 14}); // the versions alone would pass it
  expectations.floor.libc = {2, 27};
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("a name at an old version in the wrong library is missing")
{
  auto spec = good_program();
  spec.symbols.push_back({"clock_gettime", "GLIBC_2.2.5", "libc.so.6"});
  const auto report = judge(spec, strict());
  CHECK(failing(report) == Words{"undefined"});
  CHECK(
      test::finding(report, "undefined").evidence ==
      Words{"clock_gettime@GLIBC_2.2.5 (libc.so.6), first in glibc 2.2.5 in librt.so.1"});
  CHECK(test::finding(report, "undefined").found == "1 name missing");
}

TEST_CASE("a library that the table does not know is not blamed by it")
{
  auto spec = good_program();
  spec.needed.push_back("libcrypt.so.1");
  spec.symbols.push_back({"crypt", "XCRYPT_2.0", "libcrypt.so.1"});
  CHECK(failing(judge(spec, strict())) == Words{});
}

TEST_CASE("files that share a cache of libraries read each library once")
{
  const test::ScratchFolder folder;
  auto expectations = with_libraries(folder);
  expectations.library_cache = verify::make_library_cache();
  const auto first = judge(good_program(), expectations);
  std::filesystem::remove(folder.path() / "libc.so.6");
  folder.write("libc.so.6", "no library any more");
  const auto second = judge(good_program(), expectations);
  CHECK(first.to_json().render() == second.to_json().render());
  auto foreign = good_program(); // for whose machine it is no library
  foreign.machine = 183;
  expectations.floor.libc = {};
  CHECK(test::finding(judge(foreign, expectations), "undefined").status ==
        Status::unknown);
}

TEST_CASE("a symbol that moved to another library that is loaded is found there")
{
  auto spec = good_program();
  spec.needed.push_back("libdl.so.2");
  spec.symbols.push_back({"dlopen", "GLIBC_2.2.5", "libdl.so.2"});
  auto expectations = strict();
  CHECK(failing(judge(spec, expectations)) == Words{}); // libdl's at 2.17
  expectations.floor.libc = {2, 36};
  CHECK(failing(judge(spec, expectations)) == Words{}); // and libc's at 2.36
}

TEST_CASE("libraries are found beside the file and inside a root by its search path")
{
  const test::ScratchFolder folder;
  auto expectations = with_libraries(folder);
  const auto private_folder = folder.path() / "usr/lib/vendor";
  std::filesystem::create_directories(private_folder);
  std::filesystem::rename(folder.path() / "libfoo.so.1", private_folder / "libfoo.so.1");
  auto spec = good_program();
  spec.needed.push_back("libfoo.so.1");
  spec.symbols.push_back({.name = "foo", .undefined = true});
  expectations.abi.needed = {"libfoo.so.1"};
  expectations.built_here = false;
  CHECK(failing(judge(spec, expectations)) == Words{"undefined"});
  spec.runpath = "/usr/lib/vendor";
  CHECK(failing(judge(spec, expectations)) == Words{});
  spec.runpath = "$ORIGIN/usr/lib/vendor";
  const auto file = folder.write("program", test::make_elf(spec));
  const auto report = verify::verify_file(file, "program", expectations);
  REQUIRE(report);
  CHECK(failing(*report) == Words{});
}

TEST_CASE("the origin of a member of a package is a folder inside the roots")
{
  const test::ScratchFolder folder;
  auto expectations = with_libraries(folder);
  const auto modules = folder.path() / "usr/lib/modules";
  std::filesystem::create_directories(modules);
  std::filesystem::rename(folder.path() / "libfoo.so.1", modules / "libfoo.so.1");
  auto spec = good_program();
  spec.needed.push_back("libfoo.so.1");
  spec.symbols.push_back({.name = "foo", .undefined = true});
  spec.runpath = "${ORIGIN}/../modules";
  expectations.abi.needed = {"libfoo.so.1"};
  const auto file = folder.write("program", test::make_elf(spec));
  const auto judge_in = [&](const char* inside) {
    auto source = elf::ByteSource::open(file);
    REQUIRE(source);
    const auto report = verify::verify_member(*source, inside, "x.deb!x", expectations);
    REQUIRE(report);
    return failing(*report);
  };
  CHECK(judge_in("./usr/lib/programs/program") == Words{});
  CHECK(judge_in("usr/lib/programs/program") == Words{});
  CHECK(judge_in("usr/programs/program") == Words{"undefined"});
}

TEST_CASE("a name that no library defines is missing and a weak one is not")
{
  const test::ScratchFolder folder;
  auto spec = good_program();
  spec.symbols.push_back({.name = "nobody_has_this", .undefined = true});
  const auto report = judge(spec, with_libraries(folder));
  CHECK(failing(report) == Words{"undefined"});
  CHECK(test::finding(report, "undefined").found ==
        "0 names missing, 1 in libraries that are not at hand"); // the loader is not
  spec.symbols.back().weak = true;
  CHECK(failing(judge(spec, with_libraries(folder))) == Words{});
}

TEST_CASE("the folders of a distribution are acceptable and those beside them are not")
{
  auto spec = good_program();
  auto expectations = strict();
  expectations.built_here = false;
  const auto status = [&](const std::string& path) {
    spec.runpath = path;
    return test::finding(judge(spec, expectations), "rpath").status;
  };
  for (const std::string folder :
       {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/local/lib"}) {
    INFO(folder);
    CHECK(status(folder) == Status::pass);
    CHECK(status(folder + "/vendor") == Status::pass);
    CHECK(status(folder + "-of-others") == Status::fail);
    CHECK(status(folder + "/../../tmp") == Status::fail);
  }
  CHECK(status("/tmp") == Status::fail);
}

TEST_CASE("each library of the libc and of gcc is known to load the libc")
{
  auto spec = good_program();
  auto expectations = strict();
  for (const auto* const name :
       {"libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1",
        "libresolv.so.2", "libanl.so.1", "libstdc++.so.6", "libgcc_s.so.1",
        "libmvec.so.1"}) {
    spec.needed = {name};
    INFO(name);
    CHECK(test::finding(judge(spec, expectations), "version-provider").status ==
          Status::pass);
  }
  spec.needed = {"libz.so.1"};
  CHECK(test::finding(judge(spec, expectations), "version-provider").status ==
        Status::unknown);
}

TEST_CASE("the loader's own names are there though nobody needs it")
{
  const test::ScratchFolder folder;
  auto expectations = with_libraries(folder);
  test::ElfSpec loader;
  loader.symbols = {{.name = "_dl_inner"}};
  folder.write("ld-linux-x86-64.so.2", test::make_elf(loader));
  auto spec = good_program();
  spec.symbols.push_back({.name = "_dl_inner", .undefined = true});
  CHECK(failing(judge(spec, expectations)) == Words{});
  spec.interpreter = "/lib/other-loader.so";
  CHECK(test::finding(judge(spec, expectations), "undefined").status == Status::unknown);
}

TEST_CASE("a library at hand that lacks a name outweighs the table that has it")
{
  const test::ScratchFolder folder;
  auto spec = good_program();
  spec.symbols.push_back({"puts", "GLIBC_2.2.5", "libc.so.6"});
  CHECK(failing(judge(spec, strict())) == Words{});
  const auto report = judge(spec, with_libraries(folder));
  CHECK(failing(report) == Words{"undefined"});
  CHECK(test::finding(report, "undefined").evidence ==
        Words{"puts@GLIBC_2.2.5 (libc.so.6), first in glibc 2.2.5"});
}

TEST_CASE("a library that only asks for a name does not have it")
{
  const test::ScratchFolder folder;
  auto expectations = with_libraries(folder);
  test::ElfSpec asking;
  asking.soname = "libasks.so.1";
  asking.symbols = {{.name = "bar", .undefined = true}, {.name = "inner", .local = true}};
  folder.write("libasks.so.1", test::make_elf(asking));
  auto spec = good_program();
  spec.needed.push_back("libasks.so.1");
  expectations.abi.needed = {"libasks.so.1"};
  CHECK(failing(judge(spec, expectations)) == Words{});
  for (const auto* const name : {"bar", "inner"}) {
    spec.symbols.back() = {.name = name, .undefined = true};
    CHECK(failing(judge(spec, expectations)) == Words{"undefined"});
  }
}

TEST_CASE("the libc's libraries and gcc's bring no library of others")
{
  auto spec = good_program();
  spec.symbols.push_back({"zlibVersion", "ZLIB_1.2", "libz.so.1"});
  const auto status = [&](const char* needed) {
    spec.needed = {"libc.so.6", needed};
    return test::finding(judge(spec, strict()), "version-provider").status;
  };
  CHECK(status("libm.so.6") == Status::fail);
  CHECK(status("libgcc_s.so.1") == Status::fail);
  CHECK(status("libpng16.so.16") == Status::unknown);
  CHECK(status("libz.so.1") == Status::pass);
}

TEST_CASE("a name that is asked at the floor itself must be found")
{
  auto spec = good_program();
  spec.symbols.push_back({"nobody_has_this", "GLIBC_2.14", "libc.so.6"});
  auto expectations = strict();
  expectations.floor.libc = {2, 14};
  CHECK(failing(judge(spec, expectations)) == Words{"undefined"});
}

TEST_CASE("of two versions above the floor the one that is flagged weak must be found")
{
  auto spec = good_program();
  spec.symbols.push_back({"getrandom", "GLIBC_2.25", "libc.so.6"});
  spec.symbols.push_back({"memfd_create", "GLIBC_2.27", "libc.so.6"});
  auto bytes = test::make_elf(spec);
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  const auto file = elf::read_elf(source);
  REQUIRE(file);
  REQUIRE(file->version_needs.at(0).versions.at(3).name == "GLIBC_2.27");
  const auto needs =
      *file->dynamic_value(0x6ffffffe); // DT_VERNEED; addresses are offsets
  bytes[needs + 16 + 3 * 16 + 4] = 2;   // VER_FLG_WEAK
  const test::ScratchFolder folder;
  const auto report =
      verify::verify_file(folder.write("program", bytes), "program", strict());
  REQUIRE(report);
  CHECK(test::finding(*report, "glibc-floor").found == "2.25");
  CHECK(test::finding(*report, "undefined").evidence ==
        Words{"memfd_create@GLIBC_2.27 (libc.so.6), first in glibc 2.27"});
}

TEST_CASE("a name of the libc is not taken to stand in a library that is not at hand")
{
  test::ElfSpec spec;
  spec.soname = "libx.so.1";
  spec.needed = {"libfoo.so.1"};
  spec.symbols = {{.name = "memcpy", .undefined = true}};
  auto expectations = strict();
  expectations.built_here = false;
  CHECK(test::finding(judge(spec, expectations), "undefined").found ==
        "0 resolved, 1 in libraries that are not at hand");
}

TEST_CASE("a plug-in that needs nothing may leave names to the program that loads it")
{
  test::ElfSpec spec;
  spec.soname = "plugin.so";
  spec.symbols = {{.name = "HostOpen", .undefined = true}};
  auto expectations = strict();
  expectations.built_here = false;
  const auto foreign = test::finding(judge(spec, expectations), "undefined");
  CHECK(foreign.status == Status::pass);
  CHECK(foreign.found == "0 resolved, 1 in libraries that are not at hand");
  CHECK(test::finding(judge(spec, strict()), "undefined").status == Status::fail);
}

TEST_CASE("a private symbol is not missing because no table has it")
{
  auto spec = good_program();
  spec.symbols.push_back({"__libc_fatal", "GLIBC_PRIVATE", "libc.so.6"});
  CHECK(failing(judge(spec, strict())) == Words{"private-symbol"});
}

TEST_CASE("a static program that moves has no name that anybody looks for")
{
  auto spec = good_program();
  spec.interpreter = std::nullopt;
  spec.needed.clear();
  spec.symbols = {{.name = "pidfd_spawn", .undefined = true}};
  spec.dynamic.emplace_back(0x6ffffffb, 0x08000000); // DF_1_PIE
  auto expectations = strict();
  expectations.libc_link = "static";
  CHECK(test::finding(judge(spec, expectations), "undefined").status == Status::pass);
  spec.needed = {"libc.so.6"};
  CHECK(test::finding(judge(spec, expectations), "undefined").status == Status::fail);
}

TEST_SUITE_END();
