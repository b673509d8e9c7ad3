// SPDX-License-Identifier: Apache-2.0
#include "unit/verify/fixture.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using test::failing;
using test::good_program;
using test::judge;
using test::strict;
using Words = std::vector<std::string>;

TEST_SUITE_BEGIN("verify.policy_checks");

TEST_CASE("an executable stack fails and a missing note is judged by the CPU")
{
  auto spec = good_program();
  spec.stack_flags = 7;
  CHECK(failing(judge(spec, strict())) == Words{"nx"});
  const auto without = [](std::uint16_t machine, unsigned bits) {
    auto missing = good_program();
    missing.stack_flags = std::nullopt;
    missing.machine = machine;
    missing.bits = bits;
    return test::finding(judge(missing, strict()), "nx").status;
  };
  CHECK(without(40, 32) == verify::Status::fail);  // arm
  CHECK(without(3, 32) == verify::Status::fail);   // i386
  CHECK(without(62, 64) == verify::Status::fail);  // glibc's own default on x86-64
  CHECK(without(183, 64) == verify::Status::pass); // aarch64
  CHECK(without(243, 64) == verify::Status::pass); // riscv
}

TEST_CASE("a library that needs no other is loaded by glibc and has its default")
{
  test::ElfSpec spec;
  spec.soname = "libx.so";
  spec.stack_flags = std::nullopt;
  auto expectations = strict();
  expectations.floor.kernel = {5, 8};
  CHECK(test::finding(judge(spec, expectations), "nx").status == verify::Status::fail);
}

TEST_CASE("a static program without the stack's note is the kernel's to judge")
{
  test::ElfSpec spec;
  spec.dynamic_section = false;
  spec.type = 2;
  spec.stack_flags = std::nullopt;
  auto expectations = strict();
  expectations.floor.kernel = {5, 8};
  CHECK(test::finding(judge(spec, expectations), "nx").status == verify::Status::pass);
  expectations.floor.kernel = {5, 7};
  CHECK(test::finding(judge(spec, expectations), "nx").status == verify::Status::fail);
}

TEST_CASE("a segment that is writable and executable fails")
{
  auto spec = good_program();
  spec.data_flags = 7;
  CHECK(failing(judge(spec, strict())) == Words{"rwx-segment"});
}

TEST_CASE("relocations of code fail by either flag")
{
  for (const auto& entry :
       std::vector<std::pair<std::uint64_t, std::uint64_t>>{{22, 0}, {30, 4}}) {
    auto spec = good_program();
    spec.dynamic.push_back(entry);
    CHECK(failing(judge(spec, strict())) == Words{"text-relocation"});
  }
}

TEST_CASE("a program at a fixed address fails where the policy asks for PIE")
{
  auto spec = good_program();
  spec.type = 2;
  CHECK(failing(judge(spec, strict())) == Words{"pie"});
}

TEST_CASE("full relro asks for the segment and for binding at start")
{
  auto spec = good_program();
  spec.relro = false;
  CHECK(failing(judge(spec, strict())) == Words{"relro"});
  spec = good_program();
  spec.dynamic.clear();
  CHECK(failing(judge(spec, strict())) == Words{"bind-now", "relro"});
  auto partial = strict();
  partial.abi.relro = "partial";
  CHECK(failing(judge(spec, partial)) == Words{});
  partial.abi.relro = "none"; // more than is asked
  CHECK(failing(judge(spec, partial)) == Words{});
}

TEST_CASE("jump slots outside the protected segment are partial relro")
{
  auto spec = good_program();
  spec.relro_range = {0x1100, 0x1f00}; // protects 0x1000 to 0x3000
  spec.jump_slots = {0x1f00, 0x2ff8};
  CHECK(failing(judge(spec, strict())) == Words{});
  spec.jump_slots.push_back(0x3000);
  auto report = judge(spec, strict());
  CHECK(failing(report) == Words{"relro"});
  CHECK(test::finding(report, "relro").evidence ==
        Words{"jump slots at 0x1f00 to 0x3008, protected 0x1000 to 0x3000"});
  spec.jump_slots = {0x2000};
  spec.dynamic.emplace_back(3, 0x4000); // DT_PLTGOT
  CHECK(failing(judge(spec, strict())) == Words{"relro"});
}

TEST_CASE("a protected segment that ends inside a page leaves that page writable")
{
  auto spec = good_program();
  spec.relro_range = {0x1000, 0x1800}; // the loader rounds its end down to 0x2000
  spec.jump_slots = {0x2008};
  CHECK(failing(judge(spec, strict())) == Words{"relro"});
  spec.relro_range = {0x1000, 0x2000};
  CHECK(failing(judge(spec, strict())) == Words{});
}

TEST_CASE("packed relocations for musl need 1.2.4 and no marker")
{
  auto spec = good_program();
  spec.interpreter = "/lib/ld-musl-x86_64.so.1";
  spec.needed = {"libc.so"};
  spec.symbols = {{.name = "printf", .undefined = true}};
  spec.dynamic.emplace_back(36, 0x1000);
  auto expectations = strict();
  expectations.triplet = *Triplet::parse("x86_64-linux-musl");
  expectations.floor.libc = {1, 2, 3};
  CHECK(failing(judge(spec, expectations)) == Words{"musl-floor", "relr"});
  expectations.floor.libc = {1, 2, 4};
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("packed relocations without their marker fail")
{
  auto spec = good_program();
  spec.dynamic.emplace_back(36, 0x1000);
  CHECK(failing(judge(spec, strict())) == Words{"relr"});
  auto newer = strict();
  newer.floor.libc = {2, 36};
  CHECK(failing(judge(spec, newer)) == Words{"relr"});
  spec.bare_versions = {{"libc.so.6", "GLIBC_ABI_DT_RELR"}};
  CHECK(failing(judge(spec, newer)) == Words{});
}

TEST_CASE("packed relocations want their marker only of what asks versions of the libc")
{
  auto spec = good_program();
  spec.interpreter = std::nullopt;
  spec.soname = "libx.so";
  spec.symbols.clear();
  spec.dynamic.emplace_back(36, 0x1000);
  auto expectations = strict();
  expectations.floor.libc = {2, 36};
  CHECK(test::finding(judge(spec, expectations), "relr").status == verify::Status::pass);
  CHECK(test::finding(judge(spec, strict()), "relr").status == verify::Status::fail);
}

TEST_CASE("a forbidden symbol fails")
{
  auto spec = good_program();
  spec.symbols.push_back({"system", "GLIBC_2.2.5", "libc.so.6"});
  CHECK(failing(judge(spec, strict())) == Words{"forbidden-symbol"});
  const auto expected = [&](const verify::Expectations& expectations) {
    return test::finding(judge(spec, expectations), "forbidden-symbol").expected;
  };
  auto by_library = strict();
  by_library.abi.forbid_from = {{"libz.so.1", {"zcalloc"}}};
  CHECK(expected(strict()) == "none of system");
  CHECK(expected(by_library) == "none of system, none that a policy bans");
  by_library.abi.forbid_symbols.clear();
  CHECK(expected(by_library) == "none that the policy bans");
}

TEST_CASE("exports are exactly those of the recipe besides cgo's own")
{
  auto spec = good_program();
  spec.interpreter = std::nullopt;
  spec.soname = "libx.so";
  spec.symbols.push_back({.name = "Public"});
  spec.symbols.push_back({.name = "_cgo_panic"});
  spec.symbols.push_back({.name = "crosscall2"});
  auto expectations = strict();
  expectations.buildmode = "c-shared";
  expectations.abi.pie = std::nullopt;
  expectations.abi.exports = Words{"Public"};
  CHECK(failing(judge(spec, expectations)) == Words{});
  spec.symbols.push_back({.name = "leaked"});
  expectations.abi.exports = Words{"Public", "Absent"};
  const auto report = judge(spec, expectations);
  CHECK(failing(report) == Words{"exports"});
  CHECK(test::finding(report, "exports").evidence ==
        Words{"more: leaked", "missing: Absent"});
  CHECK(test::finding(report, "exports").remedy.find("--version-script=") !=
        std::string::npos);
  spec.symbols.pop_back(); // hiding more would not bring the absent one
  CHECK(
      test::finding(judge(spec, expectations), "exports").remedy.starts_with("//export"));
}

TEST_CASE("what cgo exports by itself needs no place in the list")
{
  test::ElfSpec spec;
  spec.soname = "libx.so";
  auto expectations = strict();
  expectations.buildmode = "c-shared";
  expectations.abi.exports = Words{};
  for (const auto* const name :
       {"_cgo_panic", "_cgoexp_0123_Add", "x_cgo_init", "__cgo_0123", "crosscall1",
        "crosscall2", "fatalf", "threadentry", "set_crosscall2", "x_crosscall2_ptr"}) {
    spec.symbols = {{.name = name}};
    INFO(name);
    CHECK(test::finding(judge(spec, expectations), "exports").status ==
          verify::Status::pass);
  }
}

TEST_CASE("an export too many and one too few fail each")
{
  test::ElfSpec spec;
  spec.soname = "libx.so";
  spec.symbols = {{.name = "Public"}};
  auto expectations = strict();
  const auto evidence = [&](const Words& wanted) {
    expectations.abi.exports = wanted;
    return test::finding(judge(spec, expectations), "exports").evidence;
  };
  CHECK(evidence({"Public"}) == Words{});
  CHECK(evidence({}) == Words{"more: Public"});
  CHECK(evidence({"Other", "Public"}) == Words{"missing: Other"});
}

TEST_CASE("a missing note of the stack is judged by machine and class")
{
  const auto status = [](std::uint16_t machine, unsigned bits, bool big) {
    auto spec = good_program();
    spec.stack_flags = std::nullopt;
    spec.machine = machine;
    spec.bits = bits;
    spec.big_endian = big;
    return test::finding(judge(spec, strict()), "nx").status;
  };
  CHECK(status(20, 32, true) == verify::Status::fail);  // ppc
  CHECK(status(22, 64, true) == verify::Status::fail);  // s390x
  CHECK(status(8, 32, true) == verify::Status::fail);   // mips o32
  CHECK(status(8, 64, true) == verify::Status::pass);   // mips n64
  CHECK(status(21, 64, false) == verify::Status::pass); // ppc64le
}

TEST_CASE("jump slots at the very bounds of the protected segment are full relro")
{
  auto spec = good_program();
  spec.relro_range = {0x1000, 0x1000};
  spec.jump_slots = {0x1000, 0x1ff8};
  CHECK(failing(judge(spec, strict())) == Words{});
  spec.jump_slots = {0xff8};
  CHECK(failing(judge(spec, strict())) == Words{"relro"});
}

TEST_CASE("names that are imported or mark a version are no exports")
{
  test::ElfSpec spec;
  spec.soname = "libx.so";
  spec.needed = {"libc.so.6"};
  spec.symbols = {{.name = "imported", .undefined = true},
                  {"printf", "GLIBC_2.2.5", "libc.so.6"},
                  {.name = "inner", .local = true},
                  {.name = "VERS_1", .version = "VERS_1"},
                  {.name = "Public"}};
  auto expectations = strict();
  expectations.abi.exports = Words{"Public"};
  CHECK(test::finding(judge(spec, expectations), "exports").evidence == Words{});
}

TEST_CASE("a private symbol of the libc fails in a library of another name too")
{
  test::ElfSpec spec;
  spec.needed = {"libc.so.6"};
  spec.symbols = {{"__libc_fatal", "GLIBC_PRIVATE", "libc.so.6"}};
  const auto status = [&](const char* soname) {
    spec.soname = soname;
    return test::finding(judge(spec, strict()), "private-symbol").status;
  };
  CHECK(status("libx.so") == verify::Status::fail);
  CHECK(status("libresolv.so.2") == verify::Status::skip);
}

TEST_CASE("an archive of objects is passed over only where the recipe builds one")
{
  const test::ScratchFolder folder;
  const auto file = folder.write("libx.a", "!<arch>\n");
  auto expectations = strict();
  const auto status = [&](const char* mode, const std::filesystem::path& path) {
    expectations.buildmode = mode;
    const auto report = verify::verify_file(path, "lib/libx.a", expectations);
    REQUIRE(report);
    return test::finding(*report, "machine").status;
  };
  CHECK(status("c-archive", file) == verify::Status::skip);
  CHECK(status("exe", file) == verify::Status::fail);
  CHECK(status("c-archive", folder.write("liby.a", "no archive")) ==
        verify::Status::fail);
}

TEST_CASE("an executable stack of a library is said to spread")
{
  auto spec = good_program();
  spec.stack_flags = 7;
  const auto cause = [&] { return test::finding(judge(spec, strict()), "nx").cause; };
  CHECK(cause().find("dlopen") == std::string::npos);
  spec.interpreter = std::nullopt;
  spec.soname = "libx.so";
  CHECK(cause().find("dlopen") != std::string::npos);
}

TEST_CASE("each library of the libc may ask for the libc's private symbols")
{
  test::ElfSpec spec;
  spec.needed = {"libc.so.6"};
  spec.symbols = {{"__libc_fatal", "GLIBC_PRIVATE", "libc.so.6"}};
  for (const auto* const name :
       {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1",
        "libutil.so.1", "libresolv.so.2", "libanl.so.1", "libmvec.so.1", "libnsl.so.1",
        "libthread_db.so.1", "libBrokenLocale.so.1", "libcrypt.so.1",
        "ld-linux-x86-64.so.2", "ld64.so.2", "ld.so.1"}) {
    spec.soname = name;
    INFO(name);
    CHECK(test::finding(judge(spec, strict()), "private-symbol").status ==
          verify::Status::skip);
  }
}

TEST_SUITE_END();
