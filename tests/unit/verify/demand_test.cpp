// SPDX-License-Identifier: Apache-2.0
#include "unit/verify/runs_on_fixture.hpp"

using namespace crossroot;
using test::demand_of_spec;
using test::picky_program;
using Packed = catalog::PackedRelocations;

namespace {

/// The words of one x86 property note: type, size, content.
std::string isa_note(unsigned char bits)
{
  std::string words("\x02\x80\x00\xc0\x04\x00\x00\x00", 8);
  words += static_cast<char>(bits);
  words += std::string(7, '\0');
  return test::make_note("GNU", 5, words);
}

std::string abi_note(unsigned char major, unsigned char minor, unsigned char patch)
{
  std::string words(16, '\0');
  words[4] = static_cast<char>(major);
  words[8] = static_cast<char>(minor);
  words[12] = static_cast<char>(patch);
  return test::make_note("GNU", 1, words);
}

} // namespace

TEST_SUITE_BEGIN("verify.demand");

TEST_CASE("a demand holds versions of each library and who asks for them")
{
  const auto demand = demand_of_spec(picky_program());
  CHECK(demand.problem.empty());
  CHECK(demand.requirement.libc_version == Version{2, 34});
  CHECK(demand.requirement.libstdcxx == Version{3, 4, 29});
  CHECK(demand.requirement.libgcc.empty());
  CHECK(demand.other_libraries == std::vector<std::string>{"libz.so.1"});
  REQUIRE(demand.nodes.size() == 4);
  CHECK(demand.nodes.front().node == "GLIBC_2.34");
  CHECK(demand.nodes.front().symbols ==
        std::vector<std::string>{"dlopen", "pthread_create"});
  CHECK(demand.nodes.back().family == verify::NodeDemand::Family::libstdcxx);
}

TEST_CASE("a node of CXXABI asks for the libstdc++ that first had it")
{
  auto spec = picky_program();
  spec.symbols = {{"__cxa_call_terminate", "CXXABI_1.3.15", "libstdc++.so.6"}};
  const auto demand = demand_of_spec(spec);
  CHECK(demand.requirement.libstdcxx == Version{3, 4, 33});
  REQUIRE(demand.nodes.size() == 1);
  CHECK(demand.nodes.front().version == Version{3, 4, 33});
}

TEST_CASE("a node counts by the library that it is asked of")
{
  auto spec = picky_program();
  spec.symbols = {{"a", "GLIBC_2.99", "libother.so.1"},
                  {"b", "GLIBCXX_3.4.99", "libother.so.1"},
                  {"c", "GCC_99.0", "libother.so.1"}};
  const auto demand = demand_of_spec(spec);
  CHECK(verify::render_requirement(demand.requirement) == "nothing");
  CHECK(demand.nodes.empty());
}

TEST_CASE("a version that is flagged weak asks for nothing")
{
  auto spec = picky_program();
  spec.version_flags = 2;
  const auto demand = demand_of_spec(spec);
  CHECK(demand.requirement.libc_version.empty());
  CHECK(demand.nodes.empty());
}

TEST_CASE("markers and private symbols are kept apart from versions")
{
  auto spec = picky_program();
  spec.bare_versions = {{"libc.so.6", "GLIBC_ABI_DT_RELR"},
                        {"libc.so.6", "GLIBC_PRIVATE"}};
  const auto requirement = demand_of_spec(spec).requirement;
  REQUIRE(requirement.markers.size() == 1);
  CHECK(requirement.markers.front().release == Version{2, 36});
  CHECK(requirement.private_symbols);
  CHECK(requirement.libc_version == Version{2, 34});
}

TEST_CASE("packed relocations without the marker are seen")
{
  auto spec = picky_program();
  spec.dynamic = {{36, 0x100}, {35, 8}};
  CHECK(demand_of_spec(spec).requirement.packed == Packed::unmarked);
  spec.bare_versions = {{"libc.so.6", "GLIBC_ABI_DT_RELR"}};
  CHECK(demand_of_spec(spec).requirement.packed == Packed::marked);
  spec.bare_versions.clear();
  spec.symbols.push_back({"_dl_relr", "GLIBC_ABI_DT_RELR", ""}); // as libc.so.6 has it
  CHECK(demand_of_spec(spec).requirement.packed == Packed::marked);
}

TEST_CASE("a program for musl asks for no version and keeps its packed relocations")
{
  auto spec = picky_program();
  spec.interpreter = "/lib/ld-musl-x86_64.so.1";
  spec.needed = {"libc.musl-x86_64.so.1"};
  spec.symbols.clear();
  CHECK(demand_of_spec(spec).requirement.libc_version.empty());
  spec.dynamic = {{36, 0x100}, {35, 8}};
  CHECK(demand_of_spec(spec).requirement.libc_version.empty());
  CHECK(demand_of_spec(spec).requirement.packed == Packed::unmarked);
}

TEST_CASE("the kernel of the ABI note is read without a last zero")
{
  auto spec = picky_program();
  spec.note = abi_note(3, 10, 0);
  CHECK(demand_of_spec(spec).requirement.kernel_note == Version{3, 10});
  spec.note = abi_note(2, 6, 32);
  CHECK(demand_of_spec(spec).requirement.kernel_note == Version{2, 6, 32});
}

TEST_CASE("the CPU level is the highest that note or Go record names")
{
  auto spec = picky_program();
  CHECK(demand_of_spec(spec).requirement.cpu_level == 0);
  spec.note = isa_note(3);
  CHECK(demand_of_spec(spec).requirement.cpu_level == 2);
  spec.data = test::make_go_record("go1.25.5", "path\tx\nbuild\tGOAMD64=v3\n");
  const auto requirement = demand_of_spec(spec).requirement;
  CHECK(requirement.cpu_level == 3);
  CHECK(requirement.kernel == Version{3, 2});
  spec.note = isa_note(15);
  CHECK(demand_of_spec(spec).requirement.cpu_level == 4);
}

TEST_CASE("an older Go asks for an older kernel")
{
  auto spec = picky_program();
  spec.data = test::make_go_record("go1.22.1", "path\tx\n");
  CHECK(demand_of_spec(spec).requirement.kernel == Version{2, 6, 32});
}

TEST_CASE("a program without loader and libraries is static")
{
  auto spec = picky_program();
  spec.interpreter.reset();
  spec.needed.clear();
  spec.symbols.clear();
  const auto demand = demand_of_spec(spec, "bin/alone");
  CHECK(demand.requirement.is_static);
  CHECK(verify::render_requirement(demand.requirement) == "no library");
}

TEST_CASE("what nothing loads has a problem and no verdict")
{
  auto spec = picky_program();
  spec.type = 1;
  CHECK(demand_of_spec(spec).problem == "an object file, which a linker takes");
  spec.type = 3;
  spec.machine = 9999;
  CHECK_FALSE(demand_of_spec(spec).problem.empty());
  const std::string text = "#!/bin/sh\n";
  auto source = elf::ByteSource::of(std::as_bytes(std::span(text)));
  const auto script = verify::read_demand(source, "run.sh");
  CHECK(script.problem.starts_with("no ELF file"));
  auto reach = test::ask();
  verify::add_file(reach, script);
  CHECK(reach.files.front().verdicts.empty());
  CHECK_FALSE(reach.all_load());
}

TEST_SUITE_END();
