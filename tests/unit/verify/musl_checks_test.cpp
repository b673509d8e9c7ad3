// SPDX-License-Identifier: Apache-2.0
#include "catalog/symbols.hpp"
#include "unit/verify/fixture.hpp"
#include "verify/subject.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using test::failing;
using test::judge;
using verify::Status;
using Words = std::vector<std::string>;

namespace {

test::ElfSpec musl_program()
{
  auto spec = test::good_program();
  spec.interpreter = "/lib/ld-musl-x86_64.so.1";
  spec.needed = {"libc.musl-x86_64.so.1"};
  spec.symbols = {{.name = "printf", .undefined = true},
                  {.name = "getrandom", .undefined = true}};
  return spec;
}

verify::Expectations musl_floor(Version floor)
{
  auto expectations = test::strict();
  expectations.triplet = *Triplet::parse("x86_64-linux-musl");
  expectations.floor.libc = std::move(floor);
  return expectations;
}

/// A library with one relocation for a fixed distance from the thread pointer.
test::ElfSpec tls_library()
{
  auto spec = musl_program();
  spec.interpreter = std::nullopt;
  spec.soname = "libx.so";
  spec.relocations = {{18, 0x1000}}; // R_X86_64_TPOFF64
  return spec;
}

} // namespace

TEST_SUITE_BEGIN("verify.musl_checks");

TEST_CASE("a file without a loader is for musl if it needs musl by either of its names")
{
  elf::ElfFile file;
  file.machine = 62;
  const auto guessed = [&](const char* needed) {
    file.needed = {"libz.so.1", needed};
    return verify::guess_triplet(file)->render();
  };
  CHECK(guessed("libc.so") == "x86_64-linux-musl");
  CHECK(guessed("libc.musl-x86_64.so.1") == "x86_64-linux-musl");
  CHECK(guessed("libc.so.6") == "x86_64-linux-gnu");
}

TEST_CASE("a name that came after the release of musl fails and names both")
{
  auto spec = musl_program();
  CHECK(failing(judge(spec, musl_floor({1, 2, 2}))) == Words{});
  spec.symbols.push_back({.name = "statx", .undefined = true});
  spec.symbols.push_back({.name = "qsort_r", .undefined = true});
  const auto report = judge(spec, musl_floor({1, 2, 2}));
  CHECK(failing(report) == Words{"musl-floor"});
  CHECK(test::finding(report, "musl-floor").found == "1.2.5");
  CHECK(test::finding(report, "musl-floor").evidence ==
        Words{"qsort_r, first in musl 1.2.3", "statx, first in musl 1.2.5"});
  CHECK(report.found_libc == Version{1, 2, 5});
  CHECK(failing(judge(spec, musl_floor({1, 2, 5}))) == Words{});
  spec.symbols.back().weak = true;
  spec.symbols[2].weak = true;
  CHECK(failing(judge(spec, musl_floor({1, 2, 2}))) == Words{});
}

TEST_CASE("a name of glibc alone is missing in musl")
{
  const test::ScratchFolder folder;
  test::ElfSpec libc;
  libc.symbols = {{.name = "printf"}, {.name = "getrandom"}};
  folder.write("ld-musl-x86_64.so.1", test::make_elf(libc)); // its name on Alpine
  auto expectations = musl_floor({1, 2, 5});
  expectations.library_folders = {folder.path()};
  auto spec = musl_program();
  CHECK(failing(judge(spec, expectations)) == Words{});
  spec.symbols.push_back({.name = "gnu_get_libc_version", .undefined = true});
  CHECK(failing(judge(spec, expectations)) == Words{"undefined"});
}

TEST_CASE("indirect functions fail in any release of musl")
{
  auto spec = musl_program();
  spec.symbols.push_back({.name = "memcpy_chosen", .type = 10});
  const auto report = judge(spec, musl_floor({1, 2, 5}));
  CHECK(test::finding(report, "musl-floor").evidence == Words{"memcpy_chosen"});
  CHECK(test::finding(report, "musl-floor").status == Status::fail);
}

TEST_CASE("imports of Go's own linker count as what they are though they look like data")
{
  auto spec = musl_program();
  spec.symbols.push_back({.name = "statx", .undefined = true, .type = 1});
  CHECK(failing(judge(spec, musl_floor({1, 2, 2}))) == Words{"musl-floor"});
}

TEST_CASE("without a floor the release that musl needs is told")
{
  auto spec = musl_program();
  spec.symbols.push_back({.name = "statx", .undefined = true});
  const auto finding = test::finding(judge(spec, musl_floor({})), "musl-floor");
  CHECK(finding.status == Status::skip);
  CHECK(finding.found == "no floor given; the file asks for 1.2.5");
}

TEST_CASE("initial-exec TLS in a library for musl fails and with glibc passes")
{
  auto expectations = musl_floor({1, 2, 5});
  expectations.buildmode = "c-shared";
  const auto report = judge(tls_library(), expectations);
  CHECK(test::finding(report, "dlopen-tls").status == Status::fail);
  CHECK(test::finding(report, "dlopen-tls").cause.find("54805") != std::string::npos);
  auto spec = tls_library();
  spec.relocations.clear();
  CHECK(test::finding(judge(spec, expectations), "dlopen-tls").status == Status::pass);
  spec.dynamic.emplace_back(30, 0x10); // DF_STATIC_TLS
  CHECK(test::finding(judge(spec, expectations), "dlopen-tls").status == Status::fail);
  expectations.triplet = *Triplet::parse("x86_64-linux-gnu");
  CHECK(test::finding(judge(spec, expectations), "dlopen-tls").status == Status::pass);
  CHECK(test::finding(judge(musl_program(), musl_floor({})), "dlopen-tls").status ==
        Status::skip);
}

TEST_CASE("the table of musl dates what its releases brought")
{
  const auto first = [](const char* triplet, const char* symbol) {
    const auto found = catalog::introduction_of(catalog::Runtime::musl,
                                                *Triplet::parse(triplet), symbol);
    return found ? found->release.render() : "";
  };
  CHECK(first("x86_64-linux-musl", "gettid") == "1.2.2");
  CHECK(first("riscv64-linux-musl", "qsort_r") == "1.2.3");
  CHECK(first("aarch64-linux-musl", "preadv2") == "1.2.5");
  CHECK(first("i686-linux-musl", "__clock_gettime64") == "1.2.0");
  CHECK(first("x86_64-linux-musl", "__clock_gettime64").empty());
  CHECK(first("x86_64-linux-musl", "__isoc99_sscanf").empty() == false);
  CHECK(first("x86_64-linux-musl", "gnu_get_libc_version").empty());
}

TEST_CASE("what is defined plainly or only asked for is no indirect function of a file")
{
  auto spec = musl_program();
  spec.symbols.push_back({.name = "plain"});
  spec.symbols.push_back({.name = "memcpy", .undefined = true, .type = 10});
  CHECK(failing(judge(spec, musl_floor({1, 2, 5}))) == Words{});
}

TEST_CASE("the cause is said of what musl had not yet and of nothing else")
{
  auto spec = musl_program();
  spec.symbols.push_back({.name = "qsort_r", .undefined = true});
  spec.symbols.push_back({.name = "statx", .undefined = true});
  auto expectations = musl_floor({1, 2, 3});
  expectations.causes = {{"qsort_r", "sort.o"}, {"statx", "stat.o"}};
  const auto finding = test::finding(judge(spec, expectations), "musl-floor");
  CHECK(finding.evidence == Words{"statx, first in musl 1.2.5"});
  const auto& cause = finding.cause;
  CHECK(cause.find("stat.o") != std::string::npos);
  CHECK(cause.find("sort.o") == std::string::npos);
}

TEST_SUITE_END();
