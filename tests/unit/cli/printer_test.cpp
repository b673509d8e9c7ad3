// SPDX-License-Identifier: Apache-2.0
#include "cli/printer.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace crossroot;
using cli::Printer;
using cli::PrinterSettings;

TEST_SUITE_BEGIN("cli.printer");

TEST_CASE("answers go to stdout and everything else to stderr")
{
  std::ostringstream out;
  std::ostringstream err;
  Printer printer(out, err, {});
  printer.answer("out/linux-amd64/bin/x\n");
  printer.line("wrote", "crossroot.lock");
  CHECK(out.str() == "out/linux-amd64/bin/x\n");
  CHECK(err.str() == "wrote        crossroot.lock\n");
}

TEST_CASE("an error ends with its exit code and says that nothing was changed")
{
  std::ostringstream out;
  std::ostringstream err;
  Printer printer(out, err, {});
  const Error error =
      Error(ErrorKind::io, "fetch", "x is gone").hint("crossroot lock --update x");
  printer.error(error, 10, true);
  CHECK(err.str() == "error[fetch]: x is gone\n"
                     "  fix    crossroot lock --update x\n"
                     "  no file was changed" +
                         std::string(43, ' ') + "exit 10\n");
}

TEST_CASE("what to do comes before where to read on and behind every other note")
{
  std::ostringstream out;
  std::ostringstream err;
  Printer printer(out, err, {});
  const Error error = Error(ErrorKind::environment, "sandbox", "forbidden")
                          .note("more", "crossroot doctor")
                          .hint("relax that profile")
                          .during("building x")
                          .note("cause", "seccomp");
  printer.error(error, 9, false);
  CHECK(err.str() == "error[sandbox]: forbidden\n"
                     "  cause  seccomp\n"
                     "  while  building x\n"
                     "  fix    relax that profile\n"
                     "  more   crossroot doctor" +
                         std::string(39, ' ') + "exit 9\n");
}

TEST_CASE("no control character of a name reaches the terminal")
{
  std::ostringstream out;
  std::ostringstream err;
  Printer printer(out, err, {});
  printer.error(Error(ErrorKind::io, "io", "cannot read a\033[2Jb").note("cause", "x\ry"),
                10, false);
  CHECK(err.str().find("error[io]: cannot read a\\x1b[2Jb\n") == 0);
  CHECK(err.str().find("  cause  x\\x0dy  ") != std::string::npos);
}

TEST_CASE("no control character of an event reaches the terminal")
{
  std::ostringstream out;
  std::ostringstream err;
  Printer printer(out, err, {});
  using Kind = Event::Kind;
  printer.tell({.kind = Kind::note, .subject = "a\033[2J", .text = "b\rc"});
  printer.tell({.kind = Kind::warning, .subject = "d", .text = "e\u202ef"});
  CHECK(err.str() == "  a\\x1b[2J       b\\x0dc\n  d              ! e\\u202ef\n");
}

TEST_CASE("the exit code keeps two blanks from a long line")
{
  std::ostringstream out;
  std::ostringstream err;
  Printer printer(out, err, {});
  const std::string text(90, 'x');
  printer.error(Error(ErrorKind::usage, "usage", text), 2, false);
  CHECK(err.str() == "error[usage]: " + text + "  exit 2\n");
}

TEST_CASE("without a terminal only finished progress is told and no escape is written")
{
  std::ostringstream out;
  std::ostringstream err;
  Printer printer(out, err, {});
  using Kind = Event::Kind;
  printer.tell({.kind = Kind::progress, .subject = "fetch", .done = 5, .total = 10});
  CHECK(err.str().empty());
  printer.tell({.kind = Kind::progress,
                .subject = "fetch",
                .done = 10'000'000,
                .total = 10'000'000});
  printer.tell({.kind = Kind::progress,
                .subject = "fetch",
                .done = 10'000'000,
                .total = 10'000'000});
  CHECK(err.str() == "fetch        10 MB\n");
}

TEST_CASE("a warning about the same subject stands below its note")
{
  std::ostringstream out;
  std::ostringstream err;
  Printer printer(out, err, {});
  printer.tell({.kind = Event::Kind::note, .subject = "debian 11", .text = "signed ✓"});
  printer.tell({.kind = Event::Kind::warning, .subject = "debian 11", .text = "old"});
  CHECK(err.str() == "  debian 11      signed ✓\n"
                     "                 ! old\n");
}

TEST_CASE("actions are told when they end and only those one waits for")
{
  std::ostringstream out;
  std::ostringstream err;
  Printer printer(out, err, {});
  using Kind = Event::Kind;
  printer.tell(
      {.kind = Kind::started, .subject = "go-build", .text = "go-build linux-amd64"});
  printer.tell(
      {.kind = Kind::finished, .subject = "unpack", .text = "unpack x", .seconds = 1});
  printer.tell({.kind = Kind::finished,
                .subject = "go-build",
                .text = "go-build linux-amd64",
                .seconds = 34.21});
  CHECK(err.str() == "build        linux-amd64  34.2 s\n");
}

TEST_CASE("quiet keeps errors and answers only")
{
  std::ostringstream out;
  std::ostringstream err;
  Printer printer(out, err, {.quiet = true});
  printer.line("wrote", "x");
  printer.tell({.kind = Event::Kind::note, .subject = "a", .text = "b"});
  CHECK(err.str().empty());
  printer.error(Error(ErrorKind::bug, "bug", "x"), 70, false);
  CHECK(err.str().find("error[bug]: x") == 0);
}

TEST_CASE("a table aligns by code points and ends lines without blanks")
{
  CHECK(cli::render_table({{"A", "B"}, {"≥ 2", "x"}, {"long cell", ""}}) ==
        "A          B\n≥ 2        x\nlong cell\n");
}
