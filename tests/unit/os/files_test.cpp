// SPDX-License-Identifier: Apache-2.0
#include "os/descriptor.hpp"
#include "os/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

using namespace crossroot;
namespace fs = std::filesystem;

namespace {

os::TempFolder temporary()
{
  auto folder = os::TempFolder::make(fs::temp_directory_path(), "crossroot-test");
  REQUIRE(folder);
  return *std::move(folder);
}

std::size_t entries_of(const fs::path& folder)
{
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

TEST_SUITE_BEGIN("os.files");

TEST_CASE("a written file reads back and has its mode whatever the umask")
{
  const auto folder = temporary();
  const std::string content("a\0b\nc", 5);
  const auto before = ::umask(0777);
  const auto written = os::write_file(folder.path() / "file", content, 0644);
  ::umask(before);
  REQUIRE(written);
  CHECK(os::read_file(folder.path() / "file").value() == content);
  struct stat status = {};
  REQUIRE(::stat((folder.path() / "file").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0644);
  CHECK(entries_of(folder.path()) == 1);
}

TEST_CASE("writing again replaces the file and leaves open readers the old one")
{
  const auto folder = temporary();
  const fs::path path = folder.path() / "file";
  REQUIRE(os::write_file(path, "old"));
  std::ifstream reader(path);
  REQUIRE(os::write_file(path, "new content"));
  std::string seen;
  std::getline(reader, seen);
  CHECK(seen == "old");
  CHECK(os::read_file(path).value() == "new content");
}

TEST_CASE("a file that cannot be written leaves no temporary")
{
  const auto folder = temporary();
  fs::create_directory(folder.path() / "taken");
  fs::create_directory(folder.path() / "taken/child");
  const auto written = os::write_file(folder.path() / "taken", "x");
  REQUIRE_FALSE(written);
  CHECK(written.error().kind() == ErrorKind::io);
  CHECK(entries_of(folder.path()) == 1);
}

TEST_CASE("a full or read-only disk is a matter of the host")
{
  CHECK(os::system_error("write x", ENOSPC).kind() == ErrorKind::environment);
  CHECK(os::system_error("write x", EROFS).kind() == ErrorKind::environment);
  CHECK(os::system_error("write x", EISDIR).kind() == ErrorKind::io);
}

TEST_CASE("errors of reading name the path and the reason")
{
  const auto folder = temporary();
  const auto missing = os::read_file(folder.path() / "none");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().message() == "cannot read " + (folder.path() / "none").string() +
                                         ": No such file or directory");
  CHECK_FALSE(os::read_file(folder.path()));
}

TEST_CASE("a file above the limit is refused and one at the limit is read")
{
  const auto folder = temporary();
  REQUIRE(os::write_file(folder.path() / "file", std::string(10'000, 'x')));
  CHECK(os::read_file(folder.path() / "file", 10'000).value().size() == 10'000);
  CHECK_FALSE(os::read_file(folder.path() / "file", 9'999));
}

TEST_CASE("files of the kernel that have no size are read whole")
{
  const auto status = os::read_file("/proc/self/status");
  REQUIRE(status);
  CHECK(status->find("Pid:") != std::string::npos);
}

TEST_CASE("folders are made with their parents and a file in the way is an error")
{
  const auto folder = temporary();
  REQUIRE(os::make_folders(folder.path() / "a/b/c"));
  REQUIRE(os::make_folders(folder.path() / "a/b/c"));
  CHECK(fs::is_directory(folder.path() / "a/b/c"));
  REQUIRE(os::write_file(folder.path() / "a/file", ""));
  CHECK_FALSE(os::make_folders(folder.path() / "a/file"));
  CHECK_FALSE(os::make_folders(folder.path() / "a/file/below"));
}

TEST_CASE("a tree with read-only folders and links is removed and link targets stay")
{
  const auto folder = temporary();
  const fs::path tree = folder.path() / "tree";
  REQUIRE(os::make_folders(tree / "sub/deeper"));
  REQUIRE(os::write_file(folder.path() / "outside", "stays"));
  REQUIRE(os::write_file(tree / "sub/file", "x", 0444));
  fs::create_symlink(folder.path(), tree / "sub/link");
  fs::create_symlink("/nowhere", tree / "dangling");
  fs::permissions(tree / "sub/deeper", fs::perms{0});
  fs::permissions(tree / "sub", fs::perms{0555});
  fs::permissions(tree, fs::perms{0555});
  REQUIRE(os::remove_tree(tree));
  CHECK_FALSE(fs::exists(fs::symlink_status(tree)));
  CHECK(os::read_file(folder.path() / "outside").value() == "stays");
}

TEST_CASE("removing a link removes the link and removing nothing is fine")
{
  const auto folder = temporary();
  REQUIRE(os::make_folders(folder.path() / "real/inside"));
  fs::create_directory_symlink("real", folder.path() / "link");
  REQUIRE(os::remove_tree(folder.path() / "link"));
  CHECK(fs::exists(folder.path() / "real/inside"));
  CHECK(os::remove_tree(folder.path() / "link"));
  CHECK(os::remove_tree(folder.path() / "real/none/at/all"));
}

TEST_CASE("a tree deeper than paths and descriptors allow is removed")
{
  const auto folder = temporary();
  const fs::path before = fs::current_path();
  const fs::path tree = folder.path() / "tree";
  REQUIRE(os::make_folders(tree));
  fs::current_path(tree);
  const std::string name(100, 'd');
  for (int depth = 0; depth < 300; ++depth) {
    REQUIRE(::mkdir(name.c_str(), 0755) == 0);
    REQUIRE(::chdir(name.c_str()) == 0);
  }
  fs::current_path(before);
  REQUIRE(os::remove_tree(tree));
  CHECK_FALSE(fs::exists(tree));
}

TEST_CASE("a temporary folder goes with its owner unless released")
{
  fs::path first;
  fs::path second;
  {
    auto dropped = temporary();
    first = dropped.path();
    REQUIRE(os::write_file(first / "file", "x"));
    auto kept = temporary();
    const auto moved = std::move(kept);
    CHECK(fs::is_directory(moved.path()));
    auto released = temporary();
    second = released.release();
  }
  CHECK_FALSE(fs::exists(first));
  CHECK(fs::exists(second));
  CHECK(os::remove_tree(second));
}

TEST_CASE("an exclusive lock keeps others out until it is released")
{
  const auto folder = temporary();
  const fs::path path = folder.path() / "lock";
  using Mode = os::FileLock::Mode;
  {
    auto held = os::FileLock::wait(path, Mode::exclusive);
    REQUIRE(held);
    CHECK_FALSE(os::FileLock::attempt(path, Mode::shared).value());
    const auto moved = *std::move(held);
    CHECK_FALSE(os::FileLock::attempt(path, Mode::exclusive).value());
  }
  auto first = os::FileLock::attempt(path, Mode::shared);
  auto second = os::FileLock::attempt(path, Mode::shared);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(*first);
  CHECK(*second);
  CHECK_FALSE(os::FileLock::attempt(path, Mode::exclusive).value());
}

TEST_CASE("renaming into place replaces what was there")
{
  const auto folder = temporary();
  REQUIRE(os::make_folders(folder.path() / "from"));
  REQUIRE(os::write_file(folder.path() / "from/file", "new"));
  REQUIRE(os::write_file(folder.path() / "file", "old"));
  REQUIRE(os::rename_into_place(folder.path() / "from/file", folder.path() / "file"));
  CHECK(os::read_file(folder.path() / "file").value() == "new");
  CHECK_FALSE(os::rename_into_place(folder.path() / "none", folder.path() / "file"));
}
