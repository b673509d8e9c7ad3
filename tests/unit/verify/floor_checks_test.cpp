// SPDX-License-Identifier: Apache-2.0
#include "unit/verify/fixture.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using test::failing;
using test::good_program;
using test::judge;
using test::strict;
using verify::Status;
using Words = std::vector<std::string>;

TEST_SUITE_BEGIN("verify.floor_checks");

TEST_CASE("a newer glibc version fails with symbol cause reach and remedy")
{
  auto spec = good_program();
  spec.symbols.push_back({"pidfd_spawn", "GLIBC_2.39", "libc.so.6"});
  auto expectations = strict();
  expectations.causes["pidfd_spawn"] = "spawn.o in libfoo.a, module example.com/foo";
  const auto report = judge(spec, expectations);
  CHECK(failing(report) == Words{"glibc-floor"});
  const auto finding = test::finding(report, "glibc-floor");
  CHECK(finding.found == "2.39");
  CHECK(finding.expected == "at most 2.17");
  CHECK(finding.evidence == Words{"pidfd_spawn@GLIBC_2.39 (libc.so.6)"});
  CHECK(finding.cause == "pidfd_spawn from spawn.o in libfoo.a, module example.com/foo");
  CHECK(finding.loads_on.starts_with("RHEL 10+, Ubuntu 24.04+, Debian 13+"));
  CHECK(finding.refused_by.starts_with("RHEL 7–9, Ubuntu 18.04–22.04"));
  CHECK(finding.remedy.starts_with("floor.glibc = \"2.39\""));
}

TEST_CASE("versions compare by number and not by letter")
{
  auto spec = good_program();
  spec.symbols.push_back({"preadv", "GLIBC_2.9", "libc.so.6"});
  CHECK(judge(spec, strict()).found_libc == Version{2, 14});
}

TEST_CASE("imports of Go's own linker count as what they are though they look like data")
{
  auto spec = good_program();
  for (auto& symbol : spec.symbols) {
    symbol.type = 1; // STT_OBJECT, found by the SysV hash table alone
  }
  spec.symbols.push_back({.name = "pthread_create",
                          .version = "GLIBC_2.34",
                          .library = "libc.so.6",
                          .type = 1});
  const auto report = judge(spec, strict());
  CHECK(failing(report) == Words{"glibc-floor"});
  CHECK(report.found_libc == Version{2, 34});
}

TEST_CASE("a node of libgcc named like one of glibc is no demand on glibc")
{
  auto spec = good_program();
  spec.needed.push_back("libgcc_s.so.1");
  spec.symbols.push_back({"__register_frame", "GLIBC_2.99", "libgcc_s.so.1"});
  auto expectations = strict();
  expectations.runtime = "shared";
  const auto report = judge(spec, expectations);
  CHECK(test::finding(report, "glibc-floor").status == Status::pass);
  CHECK(report.found_libc == Version{2, 14});
}

TEST_CASE("a version flagged weak is no demand")
{
  auto spec = good_program();
  spec.symbols.push_back({"getrandom", "GLIBC_2.25", "libc.so.6"});
  spec.version_flags = 2;
  const auto finding = test::finding(judge(spec, strict()), "glibc-floor");
  CHECK(finding.status == Status::pass);
  CHECK(finding.evidence == Words{"getrandom@GLIBC_2.25 (libc.so.6), weak: the loader "
                                  "warns and goes on"});
}

TEST_CASE("of a file of another maker the modules with cgo are named as cause")
{
  auto spec = good_program();
  spec.symbols.push_back({"pidfd_spawn", "GLIBC_2.39", "libc.so.6"});
  spec.data = test::make_go_record(
      "go1.25.5", "dep\tgithub.com/mattn/go-sqlite3\tv1.14.22\th1:x=\n"
                  "dep\tgithub.com/mattn/go-isatty\tv0.0.20\th1:y=\n"
                  "dep\tgithub.com/confluentinc/confluent-kafka-go/v2\tv2.5.0\th1:z=\n"
                  "build\tCGO_ENABLED=1\n");
  CHECK(test::finding(judge(spec, strict()), "glibc-floor").cause ==
        "the build record lists modules with cgo: "
        "github.com/confluentinc/confluent-kafka-go/v2 v2.5.0, "
        "github.com/mattn/go-sqlite3 v1.14.22");
  const std::string module = "dep\tgithub.com/mattn/go-sqlite3\tv1.14.22\th1:x=\n";
  spec.data = test::make_go_record("go1.25.5", module);
  CHECK(test::finding(judge(spec, strict()), "glibc-floor").cause ==
        "the build record lists modules with cgo: github.com/mattn/go-sqlite3 v1.14.22");
  spec.data = test::make_go_record("go1.25.5", module + "build\tCGO_ENABLED=0\n");
  CHECK(test::finding(judge(spec, strict()), "glibc-floor").cause.empty());
}

TEST_CASE("a name whose version is flagged weak must still be found unless it is weak")
{
  auto spec = good_program();
  spec.symbols.push_back({"getrandom", "GLIBC_2.25", "libc.so.6"});
  spec.version_flags = 2;
  CHECK(failing(judge(spec, strict())) == Words{"undefined"});
  spec.symbols.back().weak = true;
  CHECK(failing(judge(spec, strict())) == Words{});
}

TEST_CASE("a node of a library of another name is no demand on gcc's runtime")
{
  auto spec = good_program();
  spec.needed.push_back("libvendor.so.1");
  spec.symbols.push_back({"a", "GCC_99.0", "libvendor.so.1"});
  spec.symbols.push_back({"b", "GLIBCXX_3.4.99", "libvendor.so.1"});
  auto expectations = strict();
  expectations.abi.needed = {"libvendor.so.1"};
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("CXXABI is held to the GLIBCXX that it came with")
{
  auto spec = good_program();
  spec.needed.push_back("libstdc++.so.6");
  spec.symbols.push_back({"__cxa_a", "CXXABI_1.3.9", "libstdc++.so.6"});
  auto expectations = strict();
  expectations.runtime = "shared";
  const auto report = judge(spec, expectations);
  CHECK(failing(report) == Words{"libstdcxx-floor"});
  CHECK(test::finding(report, "libstdcxx-floor").found == "CXXABI 1.3.9");
  expectations.floor.libstdcxx = {3, 4, 21};
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("a node that is a word passes only if a real library has it")
{
  auto spec = good_program();
  spec.needed.push_back("libstdc++.so.6");
  spec.symbols.push_back({"_ITM_x", "CXXABI_TM_1", "libstdc++.so.6"});
  auto expectations = strict();
  expectations.runtime = "shared";
  CHECK(failing(judge(spec, expectations)) == Words{});
  spec.symbols.back().version = "CXXABI_TELEPATHY_1";
  const auto finding = test::finding(judge(spec, expectations), "libstdcxx-floor");
  CHECK(finding.status == Status::unknown);
  CHECK(finding.evidence == Words{"CXXABI_TELEPATHY_1: not known to this program"});
}

TEST_CASE("a newer libstdc++ fails beside an old glibc floor")
{
  auto spec = good_program();
  spec.needed.push_back("libstdc++.so.6");
  spec.symbols.push_back({"_ZSt3foov", "GLIBCXX_3.4.26", "libstdc++.so.6"});
  auto expectations = strict();
  expectations.runtime = "shared";
  const auto report = judge(spec, expectations);
  CHECK(failing(report) == Words{"libstdcxx-floor"});
  const auto finding = test::finding(report, "libstdcxx-floor");
  CHECK(finding.expected == "at most 3.4.19, the oldest beside glibc 2.17");
  expectations.floor.libstdcxx = {3, 4, 26};
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("the newer string of C++ fails where the floor has the older one alone")
{
  // std::__cxx11::basic_string came with GLIBCXX_3.4.21; the older one has no such node.
  auto spec = good_program();
  spec.needed.push_back("libstdc++.so.6");
  spec.symbols.push_back(
      {"_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_createERmm",
       "GLIBCXX_3.4.21", "libstdc++.so.6"});
  auto expectations = strict();
  expectations.runtime = "shared";
  const auto found = test::finding(judge(spec, expectations), "libstdcxx-floor");
  CHECK(found.status == verify::Status::fail);
  CHECK(found.evidence ==
        Words{"_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_createERmm"
              "@GLIBCXX_3.4.21 (libstdc++.so.6)"});
  spec.symbols.back() = {"_ZNSs9_M_mutateEmmm", "GLIBCXX_3.4", "libstdc++.so.6"};
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("a newer libgcc fails beside an old glibc floor")
{
  auto spec = good_program();
  spec.needed.push_back("libgcc_s.so.1");
  spec.symbols.push_back({"__divmodti4", "GCC_7.0.0", "libgcc_s.so.1"});
  auto expectations = strict();
  expectations.runtime = "shared";
  CHECK(failing(judge(spec, expectations)) == Words{"libgcc-floor"});
  expectations.floor.libgcc = {7, 0, 0};
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("a marker above the floor fails and an unknown one is unknown")
{
  auto spec = good_program();
  spec.bare_versions = {{"libc.so.6", "GLIBC_ABI_DT_RELR"}};
  auto report = judge(spec, strict());
  CHECK(failing(report) == Words{"abi-marker"});
  CHECK(test::finding(report, "abi-marker").evidence ==
        Words{"GLIBC_ABI_DT_RELR: first in glibc 2.36"});
  auto newer = strict();
  newer.floor.libc = {2, 36};
  CHECK(failing(judge(spec, newer)) == Words{});
  spec.bare_versions = {{"libc.so.6", "GLIBC_ABI_TELEPATHY"}};
  CHECK(test::finding(judge(spec, newer), "abi-marker").status == Status::unknown);
}

TEST_CASE("a private symbol of glibc fails whatever the floor")
{
  auto spec = good_program();
  spec.symbols.push_back({"__libc_dlopen_mode", "GLIBC_PRIVATE", "libc.so.6"});
  const auto report = judge(spec, strict());
  CHECK(test::finding(report, "private-symbol").evidence ==
        Words{"__libc_dlopen_mode@GLIBC_PRIVATE (libc.so.6)"});
  CHECK(test::finding(report, "private-symbol").status == Status::fail);
}

TEST_CASE("a kernel note above the kernel floor fails where somebody reads it")
{
  auto spec = good_program();
  spec.interpreter = std::nullopt;
  spec.soname = "libx.so.1";
  auto expectations = strict();
  expectations.buildmode = "c-shared";
  spec.data.clear();
  expectations.built_here = false;
  const auto noted = [&](const char* version, const verify::Expectations& held_to) {
    spec.note = test::make_note("GNU", 1, std::string(version, 16));
    return failing(judge(spec, held_to));
  };
  const auto* const at_floor = "\0\0\0\0\3\0\0\0\x0a\0\0\0\0\0\0\0";
  const auto* const above = "\0\0\0\0\4\0\0\0\x0f\0\0\0\0\0\0\0";
  CHECK(noted(at_floor, expectations) == Words{});
  CHECK(noted(above, expectations) == Words{"kernel-floor", "kernel-note"});
  CHECK(test::finding(judge(spec, expectations), "kernel-note")
            .cause.starts_with("a start-up object"));
  auto newer = expectations;
  newer.floor.libc = {2, 36}; // whose loader does not read the note
  CHECK(noted(above, newer) == Words{});
  CHECK(noted("\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", expectations) ==
        Words{"kernel-note"}); // for the Hurd

  spec = good_program(); // which the kernel maps
  CHECK(noted(above, strict()) == Words{});
  CHECK(test::finding(judge(spec, strict()), "kernel-note").expected ==
        "any: loaders read those of libraries alone");
  spec.interpreter = std::nullopt; // and whose libc looks itself
  spec.needed.clear();
  spec.symbols.clear();
  CHECK(noted(above, strict()) == Words{"kernel-floor", "kernel-note"});
  CHECK(test::finding(judge(spec, strict()), "kernel-note")
            .cause.starts_with("the libc in it"));
}

TEST_CASE("a Go release or a CPU that is newer than the kernel floor fails")
{
  auto expectations = strict();
  expectations.floor.kernel = {2, 6, 32};
  auto report = judge(good_program(), expectations);
  CHECK(failing(report) == Words{"kernel-floor"});
  CHECK(test::finding(report, "kernel-floor").found == "3.2");
  CHECK(test::finding(report, "kernel-floor").evidence ==
        Words{"2.6.16: glibc 2.17 itself", "3.2: the runtime of go1.25.5"});
  auto spec = good_program();
  spec.data = test::make_go_record("go1.23.1", "build\tGOARCH=amd64\n");
  CHECK(failing(judge(spec, expectations)) == Words{});
  spec.data = test::make_go_record("devel go1.26-0a1b", "build\tGOARCH=amd64\n");
  CHECK(failing(judge(spec, expectations)) == Words{"kernel-floor"});
  expectations.floor.kernel = {};
  CHECK(test::finding(judge(spec, expectations), "kernel-floor").found ==
        "no kernel floor given; the file needs 3.2");
}

TEST_CASE("a version of glibc in a program for musl fails")
{
  auto expectations = strict();
  expectations.triplet = *Triplet::parse("x86_64-linux-musl");
  expectations.floor.libc = {};
  const auto report = judge(good_program(), expectations);
  CHECK(test::finding(report, "glibc-floor").status == Status::fail);
}

TEST_CASE("a version at the floor passes and is no evidence against the file")
{
  auto spec = good_program(); // asks for 2.14
  auto expectations = strict();
  expectations.floor.libc = {2, 14};
  CHECK(test::finding(judge(spec, expectations), "glibc-floor").status ==
        verify::Status::pass);
  spec.symbols.push_back({"secure_getenv", "GLIBC_2.17", "libc.so.6"});
  const auto finding = test::finding(judge(spec, expectations), "glibc-floor");
  CHECK(finding.status == verify::Status::fail);
  CHECK(finding.evidence == Words{"secure_getenv@GLIBC_2.17 (libc.so.6)"});
}

TEST_CASE("a newer GLIBCXX is told before a newer CXXABI")
{
  auto spec = good_program();
  spec.needed.push_back("libstdc++.so.6");
  spec.symbols.push_back({"_ZSt3foov", "GLIBCXX_3.4.26", "libstdc++.so.6"});
  spec.symbols.push_back({"__cxa_foo", "CXXABI_1.3.13", "libstdc++.so.6"});
  const auto found = [&](const verify::Expectations& expectations) {
    return test::finding(judge(spec, expectations), "libstdcxx-floor");
  };
  CHECK(found(strict()).found == "3.4.26");
  auto without = strict();
  without.floor.libc = {};
  CHECK(found(without).status == verify::Status::skip);
  spec.symbols[spec.symbols.size() - 2].version = "GLIBCXX_3.4";
  CHECK(found(strict()).found == "CXXABI 1.3.13");
  CHECK(found(without).status == verify::Status::skip);
  spec.symbols.erase(spec.symbols.end() - 2);
  CHECK(found(strict()).found == "CXXABI 1.3.13");
  CHECK(found(without).status == verify::Status::pass);
}

TEST_CASE("the kernel that the libc needs is no matter of a static program")
{
  auto spec = good_program();
  spec.data.clear();
  auto expectations = strict();
  expectations.floor.libc = {2, 36};
  expectations.floor.kernel = {2, 6, 32};
  const auto status = [&] {
    return test::finding(judge(spec, expectations), "kernel-floor").status;
  };
  CHECK(status() == verify::Status::fail);
  spec.interpreter = std::nullopt;
  spec.needed.clear();
  spec.symbols.clear();
  CHECK(status() == verify::Status::pass);
}

TEST_SUITE_END();
