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

namespace {

/// Verdict of float-abi on a program of one machine with these flags.
Status flags_verdict(std::uint16_t machine, unsigned bits, bool big, std::uint32_t flags)
{
  auto spec = good_program();
  spec.machine = machine;
  spec.bits = bits;
  spec.big_endian = big;
  spec.flags = flags;
  return test::finding(judge(spec, strict()), "float-abi").status;
}

verify::Expectations for_target(const char* triplet)
{
  auto expectations = strict();
  expectations.triplet = *Triplet::parse(triplet);
  return expectations;
}

} // namespace

TEST_SUITE_BEGIN("verify.artifact_checks");

TEST_CASE("flags of a machine are compared where they mean the ABI")
{
  CHECK(flags_verdict(40, 32, false, 0x5000400) == Status::pass); // gcc hard float
  CHECK(flags_verdict(40, 32, false, 0x5000002) == Status::pass); // Go's linker
  CHECK(flags_verdict(40, 32, false, 0x5000200) == Status::fail); // soft float
  CHECK(flags_verdict(40, 32, false, 0x4000400) == Status::fail); // EABI 4
  CHECK(flags_verdict(243, 64, false, 0x5) == Status::pass);      // RVC and double
  CHECK(flags_verdict(243, 64, false, 0x4) == Status::pass);      // Go: no RVC
  CHECK(flags_verdict(243, 64, false, 0x1) == Status::fail);      // soft float
  CHECK(flags_verdict(243, 64, false, 0x3) == Status::fail);      // single float
  CHECK(flags_verdict(22, 64, true, 0) == Status::pass);
  CHECK(flags_verdict(22, 64, true, 1) == Status::pass); // Go sets bit 0
  CHECK(flags_verdict(22, 64, true, 2) == Status::fail);
  CHECK(flags_verdict(258, 64, false, 0x43) == Status::pass);
  CHECK(flags_verdict(258, 64, false, 0x3) == Status::pass);  // Go 1.19
  CHECK(flags_verdict(258, 64, false, 0x41) == Status::fail); // soft float
  CHECK(flags_verdict(21, 64, false, 2) == Status::pass);     // ELFv2
  CHECK(flags_verdict(21, 64, false, 1) == Status::fail);     // ELFv1
  CHECK(flags_verdict(8, 64, false, 0x80000007) == Status::pass);
  CHECK(flags_verdict(8, 64, false, 0x20000004) == Status::pass); // Go
  CHECK(flags_verdict(8, 64, false, 0x80000027) == Status::fail); // n32
}

TEST_CASE("an object file or a file for another system is no program")
{
  auto spec = good_program();
  spec.type = 1;
  CHECK(test::finding(judge(spec, strict()), "machine").status == Status::fail);
  spec.type = 3;
  spec.os_abi = 9; // FreeBSD
  CHECK(failing(judge(spec, strict())) == Words{"machine"});
  spec.os_abi = 3; // GNU
  CHECK(failing(judge(spec, strict())) == Words{});
}

TEST_CASE("the loaders that Go writes by itself on Arm and s390x are explained")
{
  auto spec = good_program();
  spec.machine = 40;
  spec.bits = 32;
  spec.flags = 0x5000002;
  spec.interpreter = "/lib/ld-linux.so.3";
  auto finding =
      test::finding(judge(spec, for_target("arm-linux-gnueabihf")), "interpreter");
  CHECK(finding.status == Status::fail);
  CHECK(finding.expected == "/lib/ld-linux-armhf.so.3");
  CHECK(finding.cause.starts_with("on Arm the Go linker writes"));
  spec.machine = 22;
  spec.bits = 64;
  spec.big_endian = true;
  spec.interpreter = "/lib64/ld64.so.1";
  finding = test::finding(judge(spec, for_target("s390x-linux-gnu")), "interpreter");
  CHECK(finding.status == Status::fail);
  CHECK(finding.cause.starts_with("on s390x"));
}

TEST_CASE("a loader that nobody writes by himself is not explained by one that Go writes")
{
  const auto cause = [](const char* triplet, const char* loader) {
    auto spec = good_program();
    spec.interpreter = loader;
    return test::finding(judge(spec, for_target(triplet)), "interpreter").cause;
  };
  constexpr auto k_plain =
      "the Go linker takes the build machine's loader unless -I names "
      "one";
  CHECK(cause("arm-linux-gnueabihf", "/lib/ld-other.so.3") == k_plain);
  CHECK(cause("s390x-linux-gnu", "/lib/ld-other.so.1") == k_plain);
  CHECK(cause("x86_64-linux-gnu", "/lib/ld-linux.so.3") == k_plain);
  CHECK(cause("x86_64-linux-gnu", "/lib64/ld64.so.1") == k_plain);
}

TEST_CASE("a loader is one of those that a policy lists whatever the triplet has")
{
  auto spec = good_program();
  auto expectations = strict();
  expectations.abi.interpreters = Words{"/lib/ld-mine.so.1", "/lib/ld-other.so.1"};
  CHECK(failing(judge(spec, expectations)) == Words{"interpreter"});
  CHECK(test::finding(judge(spec, expectations), "interpreter").expected ==
        "one of /lib/ld-mine.so.1, /lib/ld-other.so.1");
  spec.interpreter = "/lib/ld-other.so.1";
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("a Go build record that is cut short fails")
{
  auto spec = good_program();
  spec.data.resize(60);
  const auto finding = test::finding(judge(spec, strict()), "go-buildinfo");
  CHECK(finding.status == Status::fail);
  CHECK(finding.expected == "a readable Go build record");
}

TEST_CASE("segments that are aligned for small pages fail where kernels have large ones")
{
  const test::ScratchFolder folder;
  const auto judged = [&](std::uint16_t machine, std::uint64_t align) {
    auto spec = good_program();
    spec.machine = machine;
    auto bytes = test::make_elf(spec);
    constexpr std::size_t k_first_align = 64 + 48; // p_align of the first segment
    for (unsigned i = 0; i < 8; ++i) {
      bytes[k_first_align + i] = static_cast<char>(align >> 8 * i);
    }
    const auto report =
        verify::verify_file(folder.write("program", bytes), "program", strict());
    REQUIRE(report);
    return test::finding(*report, "page-size");
  };
  CHECK(judged(183, 0x10000).status == Status::pass);
  CHECK(judged(183, 0x20000).status == Status::pass);
  const auto narrow = judged(183, 0x1000);
  CHECK(narrow.status == Status::fail);
  CHECK(narrow.evidence == Words{"segment at 0x0: 0x1000"});
  CHECK(narrow.refused_by.find("RHEL 7 and 8") != std::string::npos);
  CHECK(judged(21, 0x1000).status == Status::fail);
  CHECK(judged(258, 0x4000).status == Status::pass);
  CHECK(judged(258, 0x1000).status == Status::fail);
  CHECK(judged(62, 0x1000).status == Status::pass);
}

TEST_CASE("a program with a loader is not static though it needs no library")
{
  auto spec = good_program();
  spec.needed.clear();
  spec.symbols.clear();
  auto expectations = strict();
  expectations.libc_link = "static";
  const auto report = judge(spec, expectations);
  CHECK(failing(report) == Words{"static"});
  CHECK(test::finding(report, "static").cause.starts_with("Go's linker names a loader"));
  spec.interpreter = std::nullopt; // a static PIE
  CHECK(failing(judge(spec, expectations)) == Words{});
}

TEST_CASE("a level of the CPU above the target's fails by record and by note")
{
  auto spec = good_program();
  spec.data =
      test::make_go_record("go1.25.5", "build\tGOARCH=amd64\nbuild\tGOAMD64=v3\n");
  auto report = judge(spec, strict());
  CHECK(failing(report) == Words{"isa-level"});
  CHECK(test::finding(report, "isa-level").found == "GOAMD64=v3");
  auto newer = strict();
  newer.cpu_level = "v3";
  CHECK(failing(judge(spec, newer)) == Words{});
  spec.data = test::make_go_record("go1.25.5", "build\tGOAMD64=v7\n");
  CHECK(test::finding(judge(spec, newer), "isa-level").status == Status::unknown);
  spec = good_program();
  // GNU_PROPERTY_X86_ISA_1_NEEDED, four bytes: baseline, v2 and v3.
  spec.note = test::make_note(
      "GNU", 5, std::string("\x02\x80\x00\xc0\4\0\0\0\7\0\0\0\0\0\0\0", 16));
  report = judge(spec, strict());
  CHECK(failing(report) == Words{"isa-level"});
  CHECK(test::finding(report, "isa-level").evidence ==
        Words{"x86-64-v3 in the property note"});
  CHECK(failing(judge(spec, newer)) == Words{});
}

TEST_CASE("levels of Arm count by their first word and LSE counts as 8.1")
{
  auto spec = good_program();
  spec.machine = 183;
  const auto verdict = [&](const std::string& level) {
    spec.data = test::make_go_record("go1.25.5", "build\tGOARM64=" + level + "\n");
    return test::finding(judge(spec, for_target("aarch64-linux-gnu")), "isa-level")
        .status;
  };
  CHECK(verdict("v8.0") == Status::pass);
  CHECK(verdict("v8.0,crypto") == Status::pass);
  CHECK(verdict("v8.0,lse") == Status::fail);
  CHECK(verdict("v9.0") == Status::fail);
}

TEST_CASE("a build id is told and asked for only by a policy")
{
  auto spec = good_program();
  CHECK(test::finding(judge(spec, strict()), "build-id").status == Status::skip);
  auto asking = strict();
  asking.abi.build_id = true;
  CHECK(failing(judge(spec, asking)) == Words{"build-id"});
  spec.note = test::make_note("GNU", 3, "0123456789abcdefghij");
  CHECK(failing(judge(spec, asking)) == Words{});
  CHECK(test::finding(judge(spec, strict()), "build-id").found.starts_with("30313233"));
  spec.note = test::make_note("GNU", 3, "01234567"); // the shortest
  CHECK(failing(judge(spec, asking)) == Words{});
  spec.note = test::make_note("GNU", 3, "0123");
  CHECK(failing(judge(spec, strict())) == Words{"build-id"});
  spec.note = test::make_note("GNU", 3, std::string(20, '\0'));
  CHECK(failing(judge(spec, strict())) == Words{"build-id"});
}

TEST_CASE("a Go record of another build mode than the recipe's fails")
{
  auto spec = good_program();
  spec.data = test::make_go_record("go1.25.5", "build\t-buildmode=c-archive\n");
  CHECK(failing(judge(spec, strict())) == Words{"go-buildinfo"});
  spec.data = test::make_go_record("go1.25.5", "build\t-buildmode=exe\n");
  CHECK(failing(judge(spec, strict())) == Words{});
}

TEST_CASE("a program that needs libraries and names no loader fails")
{
  auto spec = good_program();
  spec.type = 2;
  spec.interpreter = std::nullopt;
  const auto finding = test::finding(judge(spec, strict()), "interpreter");
  CHECK(finding.status == Status::fail);
  CHECK(finding.found == "none");
  CHECK(finding.expected == "/lib64/ld-linux-x86-64.so.2");
  spec.soname = "libx.so";
  spec.type = 3;
  CHECK(test::finding(judge(spec, strict()), "interpreter").status == Status::pass);
}

TEST_CASE("each level of each CPU passes up to the target's and fails above")
{
  struct Cpu {
    const char* triplet;
    std::uint16_t machine;
    unsigned bits;
    std::string variable;
    Words levels; // oldest first, as Go's documentation of the variables has them
  };
  const std::vector<Cpu> cpus{
      {"x86_64-linux-gnu", 62, 64, "GOAMD64", {"v1", "v2", "v3", "v4"}},
      {"i686-linux-gnu", 3, 32, "GO386", {"softfloat", "sse2"}},
      {"arm-linux-gnueabihf", 40, 32, "GOARM", {"5", "6", "7"}},
      {"powerpc64le-linux-gnu", 21, 64, "GOPPC64", {"power8", "power9", "power10"}},
      {"riscv64-linux-gnu", 243, 64, "GORISCV64", {"rva20u64", "rva22u64", "rva23u64"}},
      {"aarch64-linux-gnu",
       183,
       64,
       "GOARM64",
       {"v8.0", "v8.1", "v8.2", "v8.3", "v8.4", "v8.5", "v8.6", "v8.7", "v8.8", "v8.9",
        "v9.0", "v9.1", "v9.2", "v9.3", "v9.4", "v9.5"}}};
  for (const auto& cpu : cpus) {
    auto spec = good_program();
    spec.machine = cpu.machine;
    spec.bits = cpu.bits;
    auto expectations = for_target(cpu.triplet);
    for (std::size_t asked = 0; asked < cpu.levels.size(); ++asked) {
      spec.data = test::make_go_record("go1.25.5", "build\t" + cpu.variable + "=" +
                                                       cpu.levels[asked] + "\n");
      for (const auto at : {asked, asked == 0 ? asked : asked - 1}) {
        expectations.cpu_level = cpu.levels[at];
        INFO(cpu.variable << "=" << cpu.levels[asked] << " on " << cpu.levels[at]);
        CHECK(test::finding(judge(spec, expectations), "isa-level").status ==
              (at < asked ? Status::fail : Status::pass));
      }
    }
  }
}

TEST_CASE("a program for Arm fits the triplet of its floating point")
{
  auto spec = good_program();
  spec.machine = 40;
  spec.bits = 32;
  spec.flags = 0x5000200;
  spec.interpreter = "/lib/ld-linux.so.3";
  auto expectations = strict();
  expectations.triplet = std::nullopt;
  const auto status = [&](const char* check) {
    return test::finding(judge(spec, expectations), check).status;
  };
  CHECK(status("float-abi") == Status::pass);
  CHECK(status("interpreter") == Status::pass);
  spec.flags = 0x5000400;
  CHECK(status("float-abi") == Status::pass);
  CHECK(status("interpreter") == Status::fail);
  spec.interpreter = "/lib/ld-linux-armhf.so.3";
  CHECK(status("interpreter") == Status::pass);
  expectations.triplet = *Triplet::parse("arm-linux-gnueabi");
  CHECK(status("float-abi") == Status::fail);
  CHECK(status("interpreter") == Status::fail);
  spec.flags = 0x5000200;
  CHECK(status("float-abi") == Status::pass);
}

TEST_CASE("the system of a file is Linux by three numbers")
{
  const auto status = [](std::uint8_t os_abi, std::uint16_t machine, unsigned bits) {
    auto spec = good_program();
    spec.os_abi = os_abi;
    spec.machine = machine;
    spec.bits = bits;
    auto expectations = strict();
    expectations.triplet = std::nullopt;
    return test::finding(judge(spec, expectations), "machine").status;
  };
  CHECK(status(0, 62, 64) == Status::pass);
  CHECK(status(3, 62, 64) == Status::pass);
  CHECK(status(97, 62, 64) == Status::fail); // Arm's own
  CHECK(status(97, 40, 32) == Status::pass);
  CHECK(status(9, 40, 32) == Status::fail);
}

TEST_SUITE_END();
