// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_rewrite.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <algorithm>

TEST_SUITE_BEGIN("inner_cc.rewrite");

using namespace crossroot::inner;
using Words = std::vector<std::string>;

namespace {

CcConfiguration make_configuration(const std::string& triplet = "x86_64-linux-gnu")
{
  return {.digest = std::string(64, 'd'),
          .triplet = triplet,
          .target = triplet,
          .clang = "/usr/lib/llvm-19/bin/clang",
          .linker = "/usr/lib/llvm-19/bin/ld.lld",
          .sysroot = "/sysroot",
          .loader = triplet == "x86_64-linux-gnu" ? "/lib64/ld-linux-x86-64.so.2"
                                                  : "/lib/ld-linux-aarch64.so.1",
          .libc = "glibc",
          .floor = "2.17",
          .runtime = "static",
          .libc_link = "dynamic",
          .report = "/report"};
}

struct Line {
  std::string what;
  Words arguments;
  bool cxx = false;
};

/// What Go 1.20 to 1.26 run, as their sources have it (exec.go, lib.go, cgo's gcc.go).
std::vector<Line> go_lines()
{
  return {
      {"identity", {"-###", "-x", "c", "-c", "-"}},
      {"flag probe", {"-fno-caret-diagnostics", "-c", "-x", "c", "-", "-o", "/dev/null"}},
      {"link flag probe", {"-Wl,--no-gc-sections", "-x", "c", "-", "-o", "/dev/null"}},
      {"macros", {"-I", "./", "-E", "-dM", "-xc", "-m64", "-"}},
      {"DWARF",
       {"-w", "-Wno-error", "-o/tmp/w/_cgo_.o", "-gdwarf-2", "-c", "-xc", "-m64", "-O2",
        "-g", "-", "-fno-lto"}},
      {"compile",
       {"-I", "/src/x", "-fPIC", "-m64", "-pthread", "-fno-caret-diagnostics",
        "-Qunused-arguments", "-fmessage-length=0",
        "-ffile-prefix-map=/tmp/w=/tmp/go-build", "-gno-record-gcc-switches",
        "-frandom-seed=abc", "-O2", "-g", "-o", "/tmp/w/_x001.o", "-c", "x.c"}},
      {"compile C++", {"-I", ".", "-fPIC", "-O2", "-c", "x.cc", "-o", "x.o"}, true},
      {"trial link",
       {"-m64", "-o", "/tmp/w/_cgo_.o", "/tmp/w/_cgo_main.o", "-O2", "-g", "-lpthread"}},
      {"linker probe", {"-m64", "-o", "/tmp/l/a.out", "-no-pie", "/tmp/l/trivial.c"}},
      {"external link",
       {"-m64", "-Wl,--build-id=0xab", "-o", "/tmp/w/a.out",
        "-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2",
        "-Wl,--export-dynamic-symbol=f", "-Qunused-arguments",
        "-Wl,--compress-debug-sections=zlib", "/tmp/l/go.o", "/tmp/l/000000.o", "-O2",
        "-g", "-lstdc++", "-lm", "-no-pie"}},
      {"c-shared link",
       {"-m64", "-shared", "-Wl,-z,nodelete", "-Wl,-Bsymbolic", "-o", "x.so", "go.o",
        "-lpthread"},
       true},
      {"static link", {"-m64", "-o", "a.out", "-static", "go.o", "-lpthread"}},
      {"gold probe", {"-fuse-ld=gold", "-Wl,--version"}},
      {"file name", {"--print-file-name=libc_nonshared.a"}},
      {"partial link", {"-r", "-nostdlib", "-o", "x.o", "a.o", "b.o"}},
  };
}

bool has(const Words& arguments, const std::string& wanted)
{
  return std::find(arguments.begin(), arguments.end(), wanted) != arguments.end();
}

/// The arguments after CC's own.
Words tail(const Words& arguments, std::size_t count)
{
  const auto result = rewrite(make_configuration(), false, arguments).arguments;
  return {result.end() - static_cast<std::ptrdiff_t>(std::min(count, result.size())),
          result.end()};
}

} // namespace

TEST_CASE("the lines that go runs become those of the golden tables")
{
  for (const std::string triplet : {"x86_64-linux-gnu", "aarch64-linux-gnu"}) {
    std::string actual;
    for (const auto& line : go_lines()) {
      const auto rewritten =
          rewrite(make_configuration(triplet), line.cxx, line.arguments);
      CHECK(rewritten.refusal.empty());
      actual += "[" + line.what + "]\n";
      for (const auto& argument : rewritten.arguments) {
        actual += argument + "\n";
      }
      actual += "\n";
    }
    const auto name = "inner_cc/" + triplet + ".txt";
    CHECK(actual == crossroot::test::golden(name, actual));
  }
}

TEST_CASE("paths of the author's machine go back under the sysroot")
{
  CHECK(tail({"-c", "-I/usr/include", "-I", "/usr/local/include", "x.c"}, 4) ==
        Words{"-I/sysroot/usr/include", "-I", "/sysroot/usr/local/include", "x.c"});
  CHECK(tail({"-L/usr/lib", "/usr/lib/libz.a", "x.o"}, 3) ==
        Words{"-L/sysroot/usr/lib", "/sysroot/usr/lib/libz.a", "x.o"});
  CHECK(tail({"x.o", "-Wl,--whole-archive,/usr/lib/libz.a,-L/lib"}, 1) ==
        Words{"-Wl,--whole-archive,/sysroot/usr/lib/libz.a,-L/sysroot/lib"});
  CHECK(tail({"-isystem", "/usr/include/x", "-c", "x.c"}, 4)[1] ==
        "/sysroot/usr/include/x");
}

TEST_CASE("paths that are right already and paths for run time stay")
{
  CHECK(tail({"-c", "-I/sysroot/usr/include", "-I/src/usr/include", "x.c"}, 3) ==
        Words{"-I/sysroot/usr/include", "-I/src/usr/include", "x.c"});
  CHECK(tail({"x.o", "-Wl,-rpath,/usr/lib/x"}, 1) == Words{"-Wl,-rpath,/usr/lib/x"});
  CHECK(tail({"x.o", "-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2"}, 1) ==
        Words{"-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2"});
  CHECK(tail({"-c", "-I/usrlocal", "-o", "/usr/x.o", "x.c"}, 4) ==
        Words{"-I/usrlocal", "-o", "/usr/x.o", "x.c"});
}

TEST_CASE("the CPU of the building machine is refused by the flag's name")
{
  for (const std::string flag :
       {"-march=native", "-mcpu=native", "-mtune=native", "-mcpu=native+crypto"}) {
    const auto refusal =
        rewrite(make_configuration(), false, {"-c", flag, "x.c"}).refusal;
    CHECK(refusal.starts_with(flag));
    for (const auto* word :
         {"unknown", "unrecognized", "unsupported", "not recognized", "not supported"}) {
      CHECK(refusal.find(word) == std::string::npos); // Go would think a flag missing
    }
  }
  CHECK(rewrite(make_configuration(), false, {"-march=x86-64-v3", "-c", "x.c"})
            .refusal.empty());
}

TEST_CASE("relative relocations are refused below the floor that reads them")
{
  auto configuration = make_configuration();
  for (const auto& flags :
       {Words{"-Wl,-z,pack-relative-relocs"}, Words{"-z", "pack-relative-relocs"},
        Words{"-Wl,--pack-dyn-relocs=relr"},
        Words{"-Xlinker", "--pack-dyn-relocs=relr"}}) {
    Words arguments{"x.o"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    configuration.floor = "2.17";
    CHECK_FALSE(rewrite(configuration, false, arguments).refusal.empty());
    configuration.floor = "2.36";
    CHECK(rewrite(configuration, false, arguments).refusal.empty());
  }
}

TEST_CASE("a static runtime reaches a package's own request for libstdc++")
{
  auto configuration = make_configuration();
  for (const auto& request : {Words{"-lstdc++"}, Words{"-l", "stdc++"}}) {
    Words arguments{"x.o"};
    arguments.insert(arguments.end(), request.begin(), request.end());
    configuration.runtime = "static";
    const auto fixed = rewrite(configuration, false, arguments).arguments;
    CHECK(has(fixed, "-l:libstdc++.a"));
    CHECK_FALSE(has(fixed, "-lstdc++"));
    configuration.runtime = "shared";
    const auto shared = rewrite(configuration, false, arguments).arguments;
    CHECK(has(shared, "-lstdc++"));
    CHECK_FALSE(has(shared, "-static-libgcc"));
  }
}

TEST_CASE("shared links must define everything and hide what they embed")
{
  const auto shared = rewrite(make_configuration(), true, {"-shared", "x.o"}).arguments;
  CHECK(has(shared, "-Wl,-z,defs"));
  CHECK(has(shared, "-Wl,--exclude-libs,ALL"));
  const auto program = rewrite(make_configuration(), true, {"x.o"}).arguments;
  CHECK_FALSE(has(program, "-Wl,-z,defs"));
  CHECK_FALSE(has(program, "-Wl,--exclude-libs,ALL"));
}

TEST_CASE("flags that would leave the sysroot or the linker do nothing")
{
  const auto result =
      rewrite(make_configuration(), false,
              {"--sysroot=/", "-isysroot", "/", "-fuse-ld=bfd", "--config=x", "x.o"})
          .arguments;
  CHECK_FALSE(has(result, "--sysroot=/"));
  CHECK_FALSE(has(result, "-isysroot"));
  CHECK_FALSE(has(result, "-fuse-ld=bfd"));
  CHECK_FALSE(has(result, "--config=x"));
  CHECK(result.back() == "x.o");
}

TEST_CASE("the version line names the configuration and stays what go looks for")
{
  const auto line = version_line(make_configuration(), "Debian clang version 19.1.7 (3)");
  CHECK(line == "clang version 19.1.7 (3) (crossroot cfg dddddddddddddddd)");
  CHECK(version_line(make_configuration(), "Target: x") == "Target: x");
}

TEST_CASE("a link for MIPS has the hash table and the sections that its linker can make")
{
  const auto linked = [](const std::string& triplet) {
    return rewrite(make_configuration(triplet), false, {"-o", "x", "x.o"}).arguments;
  };
  const auto has = [](const Words& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  const auto mips = linked("mips64el-linux-gnuabi64");
  CHECK(has(mips, "-Wl,--hash-style=sysv"));
  CHECK(has(mips, "-Wl,--strip-debug"));
  CHECK(has(linked("s390x-linux-gnu"), "-Wl,--hash-style=gnu"));
  CHECK_FALSE(has(linked("s390x-linux-gnu"), "-Wl,--strip-debug"));
}

TEST_SUITE_END();
