// SPDX-License-Identifier: Apache-2.0
#include "elf/byte_source.hpp"
#include "support/make_archive.hpp"
#include "support/make_elf.hpp"
#include "verify/batch.hpp"
#include "verify/inputs.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>

using namespace crossroot;
using namespace crossroot::verify;
using test::Scratch;

TEST_SUITE_BEGIN("verify.inputs");

namespace {

std::string library()
{
  test::ElfSpec spec;
  spec.soname = "libx.so.1";
  return test::make_elf(spec);
}

/// Each input below `top`, by its name without it.
std::map<std::string, std::string> inputs_of(const fs::path& top,
                                             const std::string& operand = "")
{
  std::map<std::string, std::string> out;
  for_each_input((top / operand).string(), {}, CancelToken(), [&](const Input& input) {
    const auto name = input.shown_as.substr(top.string().size());
    if (const auto* const error = std::get_if<Error>(&input.content)) {
      out[name] = error->notes().empty() ? "error" : error->notes().front().text;
    } else if (const auto* const link = std::get_if<LinkInput>(&input.content)) {
      out[name] = "is " + link->of.substr(top.string().size());
    } else {
      out[name] = std::holds_alternative<FileInput>(input.content) ? "file" : "member";
    }
  });
  return out;
}

using Inputs = std::map<std::string, std::string>;

std::vector<OperandOutcome> verify_all(const std::vector<std::string>& operands,
                                       unsigned jobs = 2)
{
  Expectations expectations;
  expectations.abi.needed_system = false;
  auto outcomes = verify_inputs(operands, expectations, {}, jobs, CancelToken());
  REQUIRE(outcomes);
  return *std::move(outcomes);
}

std::string rendered(const std::vector<OperandOutcome>& outcomes)
{
  std::string text;
  for (const auto& operand : outcomes) {
    text += "operand\n";
    for (const auto& [shown_as, report] : operand.files) {
      text += shown_as + "\n" +
              (report ? report->to_json().render() : report.error().render()) + "\n";
    }
  }
  return text;
}

} // namespace

TEST_CASE("a folder is walked in order and links and special files are passed over")
{
  const Scratch scratch;
  scratch.file("f/b/x", "x");
  scratch.file("f/a", "x");
  fs::create_symlink("a", scratch.path() / "f/link");
  fs::create_symlink("..", scratch.path() / "f/b/up");
  fs::create_hard_link(scratch.path() / "f/a", scratch.path() / "f/c");
  REQUIRE(::mkfifo((scratch.path() / "f/fifo").c_str(), 0600) == 0);
  CHECK(inputs_of(scratch.path(), "f") ==
        Inputs{{"/f/a", "file"}, {"/f/b/x", "file"}, {"/f/c", "file"}});
  fs::create_symlink("f", scratch.path() / "named");
  CHECK(inputs_of(scratch.path(), "named").size() == 3);
}

TEST_CASE("what is no file says what it is")
{
  const Scratch scratch;
  REQUIRE(::mkfifo((scratch.path() / "fifo").c_str(), 0600) == 0);
  fs::create_symlink("loop", scratch.path() / "loop");
  CHECK(inputs_of(scratch.path(), "fifo") == Inputs{{"/fifo", "it is a FIFO"}});
  CHECK(inputs_of(scratch.path(), "gone") ==
        Inputs{{"/gone", "No such file or directory"}});
  CHECK(inputs_of(scratch.path(), "loop") ==
        Inputs{{"/loop", "Too many levels of symbolic links"}});
}

TEST_CASE("members are shown behind their archive and hard links as what they are")
{
  const Scratch scratch;
  const auto elf = library();
  scratch.file("x.deb", test::make_deb({{"./usr/lib/x", elf},
                                        {"./usr/lib/y", "", '1', "./usr/lib/x"},
                                        {"./usr/text", "text"}}));
  CHECK(inputs_of(scratch.path(), "x.deb") ==
        Inputs{{"/x.deb!usr/lib/x", "member"},
               {"/x.deb!usr/lib/y", "is /x.deb!usr/lib/x"}});
  const auto outcomes = verify_all({(scratch.path() / "x.deb").string()});
  REQUIRE(outcomes.at(0).files.size() == 2);
  const auto& link = outcomes.at(0).files.at(1);
  CHECK(link.shown_as.ends_with("x.deb!usr/lib/y"));
  REQUIRE(link.report);
  CHECK(link.report->file == link.shown_as);
  CHECK(link.report->findings.size() ==
        outcomes.at(0).files.at(0).report->findings.size());
}

TEST_CASE("names that a terminal would obey are shown escaped")
{
  const Scratch scratch;
  scratch.file("x.tar", test::make_tar({{"a\x1b[2Jb\nc", library()}}));
  CHECK(inputs_of(scratch.path(), "x.tar") ==
        Inputs{{"/x.tar!a\\x1b[2Jb\\x0ac", "member"}});
  scratch.file("f/a\x1b[2J", "x");
  CHECK(inputs_of(scratch.path(), "f") == Inputs{{"/f/a\\x1b[2J", "file"}});
}

TEST_CASE("a named file that is no ELF file fails and one in a folder is passed over")
{
  const Scratch scratch;
  const auto text = scratch.file("f/text", "text").string();
  scratch.file("f/empty", "");
  scratch.file("f/elf", library());
  const auto named = verify_all({text});
  REQUIRE(named.at(0).files.size() == 1);
  REQUIRE(named.at(0).files.at(0).report);
  CHECK_FALSE(named.at(0).files.at(0).report->passed());
  const auto folder = verify_all({(scratch.path() / "f").string()});
  REQUIRE(folder.at(0).files.size() == 1);
  CHECK(folder.at(0).files.at(0).shown_as.ends_with("f/elf"));
}

TEST_CASE("outcomes are sorted by operand and name whatever the number of jobs")
{
  const Scratch scratch;
  std::vector<test::TarEntry> entries;
  for (int i = 0; i < 40; ++i) {
    const auto name = std::to_string(i * 7 % 40);
    entries.push_back({"m/" + name, library()});
    scratch.file("f/" + name, library());
  }
  entries.push_back({"damaged", "\x7f"
                                "ELF"});
  const auto tar = scratch.file("x.tar", test::make_tar(entries)).string();
  const std::vector<std::string> operands{tar, (scratch.path() / "f").string(),
                                          (scratch.path() / "gone").string(), tar};
  const auto once = rendered(verify_all(operands, 1));
  CHECK(once == rendered(verify_all(operands, 7)));
  const auto outcomes = verify_all(operands);
  REQUIRE(outcomes.size() == 4);
  for (const auto& operand : outcomes) {
    CHECK(std::is_sorted(
        operand.files.begin(), operand.files.end(),
        [](const auto& a, const auto& b) { return a.shown_as < b.shown_as; }));
  }
  CHECK(outcomes.at(0).files.size() == 41);
  CHECK(outcomes.at(1).files.size() == 40);
  CHECK_FALSE(outcomes.at(2).files.at(0).report);
}

TEST_CASE("one bad member of an archive leaves the others judged")
{
  const Scratch scratch;
  auto zip = test::make_zip({{"a.so", library()}, {"b.so", library()}});
  zip[30 + 4 + 60] ^= 1;
  const auto outcomes = verify_all({scratch.file("x.whl", zip).string()});
  REQUIRE(outcomes.at(0).files.size() == 2);
  CHECK_FALSE(outcomes.at(0).files.at(0).report);
  CHECK(outcomes.at(0).files.at(1).report);
}

TEST_CASE("a file that shrinks after it was opened is an error and no finding")
{
  const Scratch scratch;
  const auto path = scratch.file("x", library());
  auto source = elf::ByteSource::open(path);
  REQUIRE(source);
  fs::resize_file(path, 16);
  const auto report = verify_source(*source, "x", {});
  REQUIRE_FALSE(report);
  CHECK(report.error().kind() == ErrorKind::io);
  CHECK(report.error().render().find("cut short while it was read") != std::string::npos);
}

TEST_CASE("a cancelled run ends as an interruption")
{
  CancelToken cancel;
  cancel.cancel();
  const auto outcomes = verify_inputs({"/usr/bin"}, {}, {}, 2, cancel);
  REQUIRE_FALSE(outcomes);
  CHECK(outcomes.error().kind() == ErrorKind::interrupted);
}
