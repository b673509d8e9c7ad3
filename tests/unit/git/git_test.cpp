// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "git/git.hpp"
#include "git/netrc.hpp"
#include "os/files.hpp"
#include "os/process.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

using namespace crossroot;
using namespace crossroot::git;

namespace {

/// Runs git itself, which is the reference that this module is compared with.
std::string git_says(const fs::path& folder, std::vector<std::string> arguments)
{
  os::Command command;
  command.argv = {"git",
                  "-c",
                  "user.name=t",
                  "-c",
                  "user.email=t@example.invalid",
                  "-c",
                  "protocol.file.allow=always",
                  "-c",
                  "safe.directory=*"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.cwd = folder;
  const auto outcome = os::run_process(command, CancelToken());
  REQUIRE(outcome);
  CAPTURE(outcome->err);
  REQUIRE(outcome->succeeded());
  return outcome->out;
}

void write(const fs::path& path, std::string_view text)
{
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

struct Fixture {
  os::TempFolder folder =
      os::TempFolder::make(fs::temp_directory_path(), "git-test").value();
  fs::path top = folder.path() / "repo";

  Fixture()
  {
    fs::create_directories(top);
    git_says(top, {"init", "-q", "-b", "main"});
    write(top / ".gitignore", "out/\n*.o\n");
    write(top / "go.mod", "module m\n");
    write(top / "crlf.txt", "a\r\nb\r\n");
    write(top / ".gitattributes", "*.txt text eol=lf\n");
    write(top / "sub/a.go", "package sub\n");
    fs::create_symlink("a.go", top / "sub/link.go");
    git_says(top, {"add", "."});
    git_says(top, {"commit", "-qm", "one"});
    git_says(top, {"tag", "-am", "tag", "v1.0.0"});
    write(top / "sub/new.go", "package sub\n");
    write(top / "sub/new.o", "object");
    write(top / "out/bin", "binary");
  }
  std::string head() const
  {
    return std::string(trim(git_says(top, {"rev-parse", "HEAD"})));
  }
};

std::vector<std::string> lines_of(const std::string& text)
{
  const auto views = split_lines(text);
  std::vector<std::string> lines(views.begin(), views.end());
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::optional<std::vector<std::string>> listed(const fs::path& folder)
{
  const auto files = list_worktree_files(folder);
  REQUIRE(files);
  return *files;
}

} // namespace

TEST_SUITE_BEGIN("git.git");

TEST_CASE("the listing is what git itself lists")
{
  const Fixture f;
  write(f.top / "sub/deeper/x y.txt", "z");
  const auto expected =
      lines_of(git_says(f.top, {"ls-files", "-co", "--exclude-standard"}));
  CHECK(listed(f.top).value() == expected);
  CHECK(expected.size() == 8);
}

TEST_CASE("a subfolder is listed relative to itself")
{
  const Fixture f;
  CHECK(listed(f.top / "sub").value() ==
        std::vector<std::string>{"a.go", "link.go", "new.go"});
}

TEST_CASE("the index of the user is not written")
{
  const Fixture f;
  write(f.top / "go.mod", "module n\n");
  const auto before = os::read_file(f.top / ".git/index").value();
  REQUIRE(listed(f.top));
  REQUIRE(describe(f.top));
  CHECK(os::read_file(f.top / ".git/index").value() == before);
}

TEST_CASE("a nested repository is part of the source and its ignored files are not")
{
  const Fixture f;
  const auto nested = f.top / "third/party";
  fs::create_directories(nested);
  git_says(nested, {"init", "-q"});
  write(nested / ".gitignore", "tmp\n");
  write(nested / "tmp", "x");
  write(nested / "n.go", "package n\n");
  const auto files = listed(f.top).value();
  CHECK(std::count(files.begin(), files.end(), "third/party/n.go") == 1);
  CHECK(std::count(files.begin(), files.end(), "third/party/tmp") == 0);
}

TEST_CASE("no repository and an ignored folder of one list nothing")
{
  const Fixture f;
  CHECK_FALSE(listed(f.folder.path()));
  CHECK_FALSE(listed(f.top / "out"));
  CHECK_FALSE(describe(f.folder.path()).value());
}

TEST_CASE("a checkout is described as git describes it")
{
  const Fixture f;
  const auto clean = describe(f.top).value().value();
  CHECK(clean.describe == "v1.0.0");
  CHECK(clean.commit == f.head());
  CHECK_FALSE(clean.dirty);
  CHECK(std::to_string(clean.commit_time) ==
        trim(git_says(f.top, {"log", "-1", "--format=%ct"})));
  git_says(f.top, {"add", "sub/new.go"});
  git_says(f.top, {"commit", "-qm", "two"});
  write(f.top / "go.mod", "module n\n");
  const auto dirty = describe(f.top).value().value();
  CHECK(dirty.describe ==
        trim(git_says(f.top, {"describe", "--tags", "--dirty", "--abbrev=12"})));
  CHECK(dirty.dirty);
}

TEST_CASE("a checkout that belongs to another user is read")
{
  if (::geteuid() != 0) {
    return; // nobody else can give files away
  }
  const Fixture f;
  for (const auto& entry : fs::recursive_directory_iterator(f.top)) {
    REQUIRE(::lchown(entry.path().c_str(), 12345, 12345) == 0);
  }
  REQUIRE(::lchown(f.top.c_str(), 12345, 12345) == 0);
  CHECK(listed(f.top));
  CHECK(describe(f.top).value());
}

TEST_CASE("a revision on a remote resolves to a commit")
{
  const Fixture f;
  const auto url = "file://" + f.top.string();
  const auto commit = [&](const std::string& revision) {
    return resolve_revision(url, revision, {}, CancelToken());
  };
  CHECK(commit("v1.0.0").value() == f.head());
  CHECK(commit("main").value() == f.head());
  CHECK(commit("HEAD").value() == f.head());
  CHECK(commit(f.head()).value() == f.head());
  const auto unknown = commit("v9");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().kind() == ErrorKind::definition);
}

TEST_CASE("a fetched commit has the committed bytes and no repository in it")
{
  const Fixture f;
  const auto first = f.head();
  git_says(f.top, {"add", "sub/new.go"});
  git_says(f.top, {"commit", "-qm", "two"});
  for (const auto& commit : {first, f.head()}) {
    const auto into = f.folder.path() / commit;
    fs::create_directories(into);
    const auto fetched =
        fetch_commit("file://" + f.top.string(), commit, into, {}, CancelToken());
    CAPTURE((fetched ? "" : fetched.error().render()));
    REQUIRE(fetched);
    CHECK_FALSE(fs::exists(into / ".git"));
    CHECK(fs::exists(into / "sub/new.go") == (commit != first));
    CHECK(fs::read_symlink(into / "sub/link.go") == "a.go");
    CHECK(os::read_file(into / "crlf.txt").value() ==
          git_says(f.top, {"cat-file", "blob", commit + ":crlf.txt"}));
  }
}

TEST_CASE("a commit that no branch leads to and a submodule are refused")
{
  const Fixture f;
  const auto into = f.folder.path() / "into";
  fs::create_directories(into);
  const auto url = "file://" + f.top.string();
  const auto missing = fetch_commit(url, std::string(40, 'a'), into, {}, CancelToken());
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind() == ErrorKind::io);

  git_says(f.top, {"submodule", "add", "-q", f.top.string(), "vendored"});
  git_says(f.top, {"commit", "-qm", "three"});
  const auto refused = fetch_commit(url, f.head(), into, {}, CancelToken());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::definition);
  CHECK(refused.error().message().find("vendored") != std::string::npos);
}

TEST_CASE("errors name the remote without user and password")
{
  const auto failed =
      resolve_revision("http://me:hunter2@127.0.0.1:1/x.git", "v1", {}, CancelToken());
  REQUIRE_FALSE(failed);
  CHECK(failed.error().render().find("hunter2") == std::string::npos);
  CHECK(failed.error().message().find("127.0.0.1:1/x.git") != std::string::npos);
}

TEST_CASE("a netrc gives the login of a host")
{
  const std::string_view netrc =
      "# mine\nmachine a.example\n  login u password p\n"
      "macdef init\nmachine b.example login evil password evil\n\n"
      "machine b.example login \"q\" password r default login d";
  CHECK(find_login(netrc, "a.example") == Login{"u", "p"});
  CHECK(find_login(netrc, "b.example") == Login{"q", "r"});
  CHECK(find_login(netrc, "c.example") == Login{"d", ""});
  CHECK_FALSE(find_login("machine a", "b"));
  CHECK_FALSE(find_login("login u password p", "a"));
}
