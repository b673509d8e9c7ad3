// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_libraries.hpp"
#include "inner/pkg_config.hpp"

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("inner_cc.libraries");

using namespace crossroot::inner;
using Words = std::vector<std::string>;

namespace {

constexpr std::string_view k_notes = "needs\tpcap\tdbus-1 m\n"
                                     "refused\tsystemd\tlibsystemd-dev has no archive\n"
                                     "nonsense\nneeds\t\t\n";

} // namespace

TEST_CASE("what an archive needs of others stands behind it once")
{
  const auto notes = parse_library_notes(k_notes);
  std::string refusal;
  const Words behind{"-ldbus-1", "-Wl,--push-state,--as-needed", "-lm",
                     "-Wl,--pop-state"};
  for (const auto& named : {Words{"x.o", "-lpcap", "-lpcap"}, Words{"-l", "pcap"},
                            Words{"-Wl,-Bstatic,-lpcap"}}) {
    auto expected = named;
    expected.insert(expected.end(), behind.begin(), behind.end());
    CHECK(with_libraries(notes, named, true, refusal) == expected);
  }
  CHECK(with_libraries(notes, {"-l:libpcap.a", "-o", "-lpcap"}, true, refusal).size() ==
        3);
  CHECK(refusal.empty());
}

TEST_CASE("a library that cannot be had as asked is refused by its option")
{
  std::string refusal;
  with_libraries(parse_library_notes(k_notes), {"-lsystemd"}, true, refusal);
  CHECK(refusal == "-lsystemd: libsystemd-dev has no archive");
}

TEST_CASE("bundled libraries are found beside a program that has a loader")
{
  const auto notes = parse_library_notes("run-path\t$ORIGIN\t\n");
  std::string refusal;
  CHECK(with_libraries(notes, {"x.o"}, true, refusal) ==
        Words{"x.o", "-Wl,--disable-new-dtags,-rpath,$ORIGIN"});
  CHECK(with_libraries(notes, {"x.o"}, false, refusal) == Words{"x.o"});
}

TEST_CASE("paths of a pc file are put under the sysroot and others are refused")
{
  std::string refusal;
  CHECK(judge_flags("-I/sysroot/usr/include/a -L/usr/lib/x /opt/y/libz.a -lz\n",
                    "/sysroot", refusal) ==
        "-I/sysroot/usr/include/a -L/sysroot/usr/lib/x /sysroot/opt/y/libz.a -lz\n");
  CHECK(refusal.empty());
  for (const std::string_view flags :
       {"-L/home/author/lib -lz", "/tmp/build/libz.a", "-I/sysroot/home/author/include",
        "-L/sysrooted/usr/lib"}) {
    refusal.clear();
    judge_flags(flags, "/sysroot", refusal);
    CHECK_MESSAGE(refusal.find("is no folder of the target") != std::string::npos, flags);
  }
}

TEST_CASE("what a static link asks in addition is dropped if no archive has it")
{
  CHECK(without_lacking("-lpcap -ldbus-1 -lsystemd\n", "-lpcap\n", {"systemd"}) ==
        "-lpcap -ldbus-1\n");
  CHECK(without_lacking("-lsystemd -lcap\n", "-lsystemd\n", {"systemd"}) ==
        "-lsystemd -lcap\n");
}
