// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_arguments.hpp"
#include "inner/cc_configuration.hpp"
#include "inner/cc_report.hpp"
#include "inner/cc_response.hpp"
#include "inner/cc_sha256.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

TEST_SUITE_BEGIN("inner_cc.parts");

using namespace crossroot::inner;
using Words = std::vector<std::string>;

namespace {

std::string hash(std::string_view text, std::size_t step)
{
  Sha256 sha;
  while (!text.empty()) {
    sha.update(text.substr(0, step));
    text.remove_prefix(std::min(step, text.size()));
  }
  return sha.finish();
}

} // namespace

TEST_CASE("sha-256 gives the digests of FIPS 180 in pieces of any size")
{
  for (const std::size_t step : {1, 3, 55, 63, 64, 65, 1000}) {
    CHECK(hash("", step) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hash("abc", step) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", step) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(hash(std::string(1000000, 'a'), step) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }
}

TEST_CASE("a response file splits as clang splits it")
{
  CHECK(split_response("").empty());
  CHECK(split_response(" \n\t ").empty());
  CHECK(split_response("a  b\nc") == Words{"a", "b", "c"});
  CHECK(split_response("\"a b\" 'c d'\\ e") == Words{"a b", "c d e"});
  CHECK(split_response("-D\"X=\\\"y\\\"\" ''") == Words{"-DX=\"y\"", ""});
  CHECK(split_response("'open") == Words{"open"});
  CHECK(split_response("end\\") == Words{"end\\"});
}

TEST_CASE("response files nest and one that names itself ends")
{
  const auto folder = std::filesystem::temp_directory_path() /
                      ("crossroot-response-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto outer = (folder / "outer").string();
  const auto loop = (folder / "loop").string();
  std::ofstream(outer) << "-c @" << loop << " @" << folder.string() << "/none";
  std::ofstream(loop) << "x.c @" << loop;
  const auto words = expand_responses({"@" + outer, "-O2"});
  std::filesystem::remove_all(folder);
  REQUIRE(words.size() > 3);
  CHECK(words[0] == "-c");
  CHECK(words[1] == "x.c");
  CHECK(words[words.size() - 2] == "@" + folder.string() + "/none");
  CHECK(words.back() == "-O2");
}

TEST_CASE("a configuration with an unknown or a missing word is refused by name")
{
  const std::string good = "digest 00\ntriplet t\ntarget t\nclang /c\nlinker /l\n"
                           "sysroot /s\nlibc glibc\nruntime static\nlibc-link dynamic\n";
  std::string problem;
  REQUIRE(parse_configuration(good, problem).has_value());
  CHECK(parse_configuration(good, problem)->clang == "/c");
  CHECK_FALSE(parse_configuration(good + "colour red\n", problem).has_value());
  CHECK(problem == "the line \"colour red\" makes no sense");
  CHECK_FALSE(parse_configuration(good.substr(10), problem).has_value());
  CHECK(problem == "the line \"digest\" is missing");
  CHECK_FALSE(parse_configuration(good + "floor", problem).has_value());
}

TEST_CASE("versions compare number by number")
{
  CHECK(version_below("2.9", "2.36"));
  CHECK(version_below("2.2", "2.2.5"));
  CHECK_FALSE(version_below("2.36", "2.36"));
  CHECK_FALSE(version_below("2.36", "2.9"));
  CHECK_FALSE(version_below("3", "2.36"));
}

TEST_CASE("an invocation tells whether it links and what")
{
  const auto compile = read_invocation({"-I", "/a", "-I/b", "-o", "x.o", "-c", "x.c"});
  CHECK_FALSE(compile.links);
  CHECK(compile.output == "x.o");
  CHECK(compile.first_include == "/a");
  CHECK(compile.inputs == Words{"x.c"});
  const auto library =
      read_invocation({"-shared", "-ox.so", "a.o", "-Wl,--build-id=none"});
  CHECK(library.links);
  CHECK(library.shared);
  CHECK(library.has_build_id);
  CHECK(library.output == "x.so");
  CHECK(read_invocation({"-Wl,--version"}).links);
  CHECK_FALSE(read_invocation({"--print-file-name=libc.a"}).links);
  CHECK_FALSE(read_invocation({"-###", "-x", "c", "-c", "-"}).links);
  CHECK(read_invocation({"-###", "-x", "c", "-c", "-"}).names_compiler);
  CHECK_FALSE(read_invocation({"-E", "-dM", "-xc", "-"}).links);
  CHECK(read_invocation({"-o"}).output.empty());
}

TEST_CASE("undefined symbols are read from the linker's messages with their objects")
{
  const auto found = read_undefined(
      "ld.lld: error: undefined symbol: pidfd_spawn\n"
      ">>> referenced by spawn.c:12 (/src/spawn.c:12)\n"
      ">>>               spawn.o:(run) in archive /x/libfoo.a\n"
      ">>> referenced by main.o:(main)\n"
      ">>> did you mean: pidfd_open\n"
      ">>> defined in: /x/libbar.a\n"
      "\n"
      "ld.lld: error: undefined reference due to --no-allow-shlib-undefined: gone\n"
      ">>> referenced by libz.so\n"
      "clang: error: linker command failed with exit code 1\n"
      ">>> referenced by nothing\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0] ==
        UndefinedSymbol{"pidfd_spawn", "spawn.o:(run) in archive /x/libfoo.a"});
  CHECK(found[1].symbol == "pidfd_spawn");
  CHECK(found[2] == UndefinedSymbol{"gone", "libz.so"});
  CHECK(read_undefined("").empty());
}

TEST_CASE("what a shared library asks of an archive counts as undefined in the library")
{
  const auto found = read_undefined(
      "ld.lld: error: non-exported symbol 'memfd_create' in "
      "'/sysroot/usr/lib/crossroot/libcrossroot-compat.a(memfd_create.o)' is referenced "
      "by DSO '/src/libthird.so'\n"
      "ld.lld: error: non-exported symbol 'cut\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0] == UndefinedSymbol{"memfd_create", "/src/libthird.so"});
}

TEST_SUITE_END();
