// SPDX-License-Identifier: Apache-2.0
#include "support/make_archive.hpp"
#include "support/make_elf.hpp"
#include "verify/demand_inputs.hpp"
#include "verify/runs_on.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

using namespace crossroot;
using namespace crossroot::verify;
using test::Scratch;
namespace fs = std::filesystem;

TEST_SUITE_BEGIN("verify.demand_inputs");

namespace {

std::string program()
{
  test::ElfSpec spec;
  spec.interpreter = "/lib64/ld-linux-x86-64.so.2";
  spec.needed = {"libc.so.6"};
  spec.symbols = {{"pthread_create", "GLIBC_2.34", "libc.so.6"}};
  return test::make_elf(spec);
}

std::vector<DemandOutcome> read_all(const fs::path& operand, const KeepMember& keep = {})
{
  auto outcomes = read_demands(operand.string(), {}, keep, CancelToken());
  REQUIRE(outcomes);
  return *std::move(outcomes);
}

} // namespace

TEST_CASE("a folder gives the demand of each of its ELF files and of no other")
{
  const Scratch scratch;
  scratch.file("f/b", program());
  scratch.file("f/a", program());
  scratch.file("f/notes.txt", "text");
  const auto outcomes = read_all(scratch.path() / "f");
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[0].shown_as.ends_with("f/a"));
  CHECK(outcomes[1].shown_as.ends_with("f/b"));
  REQUIRE(outcomes[1].demand);
  CHECK(outcomes[1].demand->path == scratch.path() / "f/b");
  CHECK(outcomes[1].demand->requirement.libc_version == Version{2, 34});
  CHECK(read_all(scratch.path() / "f/notes.txt").at(0).demand->problem != "");
}

TEST_CASE("a member has the demand of the file and stands where it is kept")
{
  const Scratch scratch;
  const auto elf = program();
  scratch.file("x.deb", test::make_deb({{"./usr/bin/x", elf},
                                        {"./usr/bin/y", "", '1', "./usr/bin/x"},
                                        {"./usr/text", "text"}}));
  const auto alone = read_all(scratch.path() / "x.deb");
  REQUIRE(alone.size() == 2);
  CHECK(alone[0].demand->path.empty());
  std::size_t kept = 0;
  const auto outcomes =
      read_all(scratch.path() / "x.deb", [&](const auto& bytes) -> Result<fs::path> {
        CHECK(bytes.size() == elf.size());
        return fs::path("kept") / std::to_string(kept++);
      });
  REQUIRE(outcomes.size() == 2);
  CHECK(kept == 1);
  CHECK(outcomes[1].demand->file.ends_with("x.deb!usr/bin/y"));
  CHECK(outcomes[1].demand->path == "kept/0");
  CHECK(outcomes[1].demand->requirement.libc_version == Version{2, 34});
}

TEST_CASE("what cannot be read is told and what cannot be kept ends the reading")
{
  const Scratch scratch;
  REQUIRE(::mkfifo((scratch.path() / "fifo").c_str(), 0600) == 0);
  const auto outcomes = read_all(scratch.path() / "fifo");
  REQUIRE(outcomes.size() == 1);
  CHECK_FALSE(outcomes[0].demand);
  scratch.file("x.deb", test::make_deb({{"./usr/bin/x", program()}}));
  const auto failed = read_demands((scratch.path() / "x.deb").string(), {},
                                   [](const auto&) -> Result<fs::path> {
                                     return Error(ErrorKind::io, "write", "full");
                                   },
                                   CancelToken());
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message() == "full");
  CancelToken stopped;
  stopped.cancel();
  CHECK_FALSE(read_demands((scratch.path() / "x.deb").string(), {}, {}, stopped));
}

TEST_SUITE_END();
