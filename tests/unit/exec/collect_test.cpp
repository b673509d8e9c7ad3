// SPDX-License-Identifier: Apache-2.0
#include "exec/collect.hpp"
#include "os/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <fstream>

using namespace crossroot;
namespace fs = std::filesystem;

namespace {

struct Folders {
  os::TempFolder folder =
      os::TempFolder::make(fs::temp_directory_path(), "collect-").value();
  fs::path from = folder.path() / "from";
  fs::path into = folder.path() / "into";

  Folders()
  {
    fs::create_directory(from);
    fs::create_directory(into);
    std::ofstream(from / "plain") << "plain";
  }
  Result<void> collect() const { return exec::collect_outputs(from, into); }
};

unsigned mode_of(const fs::path& path)
{
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

} // namespace

TEST_SUITE_BEGIN("exec.collect");

TEST_CASE("plain files arrive as new inodes with plain modes")
{
  const Folders folders;
  fs::create_directories(folders.from / "sub");
  std::ofstream(folders.from / "sub/tool") << "tool";
  fs::permissions(folders.from / "sub/tool", fs::perms(0711));
  REQUIRE(folders.collect());
  CHECK(os::read_file(folders.into / "sub/tool").value() == "tool");
  CHECK(mode_of(folders.into / "sub/tool") == 0755);
  CHECK(mode_of(folders.into / "plain") == 0644);
  CHECK(fs::hard_link_count(folders.into / "plain") == 1);
}

TEST_CASE("symbolic links and FIFOs and set-id files are refused by name")
{
  SUBCASE("link")
  {
    const Folders folders;
    fs::create_symlink("/etc/passwd", folders.from / "bad");
    const auto collected = folders.collect();
    REQUIRE_FALSE(collected);
    CHECK(collected.error().message().find("symbolic link \"bad\"") != std::string::npos);
  }
  SUBCASE("fifo")
  {
    const Folders folders;
    REQUIRE(mkfifo((folders.from / "bad").c_str(), 0600) == 0);
    CHECK_FALSE(folders.collect());
  }
  SUBCASE("set-id")
  {
    const Folders folders;
    fs::permissions(folders.from / "plain", fs::perms(04755));
    CHECK_FALSE(folders.collect());
  }
}

TEST_CASE("a folder that is not wanted is not entered")
{
  const Folders folders;
  fs::create_directory(folders.from / "skip");
  fs::create_symlink("/etc/passwd", folders.from / "skip/bad");
  REQUIRE(exec::collect_outputs(folders.from, folders.into,
                                [](std::string_view path) { return path == "plain"; }));
  CHECK(fs::exists(folders.into / "plain"));
  CHECK_FALSE(fs::exists(folders.into / "skip"));
}

TEST_CASE("a folder that becomes a link while it is collected leads nowhere else")
{
  const Folders folders;
  const auto secret = folders.folder.path() / "secret";
  for (const auto& folder : {folders.from / "d", secret}) {
    fs::create_directory(folder);
    std::ofstream(folder / "f") << (folder == secret ? "secret" : "inside");
  }
  const auto swap = [&](std::string_view path) {
    if (path == "d/f") { // the folder is open, the file in it is not
      fs::rename(folders.from / "d", folders.folder.path() / "was");
      fs::create_directory_symlink(secret, folders.from / "d");
    }
    return true;
  };
  REQUIRE(exec::collect_outputs(folders.from, folders.into, swap));
  REQUIRE(fs::is_symlink(folders.from / "d"));
  CHECK(os::read_file(folders.into / "d/f").value() == "inside");
}

TEST_CASE("outputs that are themselves a link or closed to their owner are refused")
{
  const Folders folders;
  const auto link = folders.folder.path() / "link";
  fs::create_directory_symlink(folders.from, link);
  const auto through = exec::collect_outputs(link, folders.into);
  REQUIRE_FALSE(through);
  CHECK(through.error().kind() == ErrorKind::build);
  fs::create_directory(folders.from / "closed");
  fs::permissions(folders.from / "closed", fs::perms(0));
  const auto collected = folders.collect();
  fs::permissions(folders.from / "closed", fs::perms(0700));
  REQUIRE_FALSE(collected);
  CHECK(collected.error().message().find("closed folder") != std::string::npos);
}

TEST_CASE("holes stay holes and extended attributes stay behind")
{
  const Folders folders;
  const auto file = folders.from / "sparse";
  std::ofstream(file) << "begin";
  fs::resize_file(file, std::uint64_t{1} << 30);
  std::ofstream(file, std::ios::in | std::ios::ate) << "end";
  const bool marked = setxattr(file.c_str(), "user.x", "y", 1, 0) == 0;
  REQUIRE(folders.collect());
  const auto copy = folders.into / "sparse";
  struct stat status {};
  REQUIRE(stat(copy.c_str(), &status) == 0);
  CHECK(status.st_size == (std::int64_t{1} << 30) + 3);
  CHECK(status.st_blocks < 1000);
  std::ifstream copied(copy);
  std::string text(5, ' ');
  copied.read(text.data(), 5);
  CHECK(text == "begin");
  copied.seekg(-3, std::ios::end);
  copied >> text;
  CHECK(text == "end");
  char value = 0;
  CHECK((!marked || getxattr(copy.c_str(), "user.x", &value, 1) < 0));
}

TEST_CASE("outputs beyond the limits are refused before they are copied")
{
  const Folders folders;
  fs::create_directories(folders.from / "a/b");
  std::ofstream(folders.from / "a/b/c") << std::string(100, 'c');
  const auto refused = [&](const exec::OutputLimits& limits) {
    const auto into = os::TempFolder::make(folders.folder.path(), "into-").value();
    const auto collected = exec::collect_outputs(folders.from, into.path(), {}, limits);
    return collected ? "" : collected.error().message();
  };
  CHECK(refused({.bytes = 105, .entries = 4, .depth = 2}) == "");
  CHECK(refused({.bytes = 104}) == "the build left more than 0 MiB");
  CHECK(refused({.entries = 3}) == "the build left more than 3 files");
  CHECK(refused({.depth = 1}) == "the build left more than 1 folders within each other");
}

TEST_CASE("a file that a sandbox left is read only if it is one")
{
  const Folders folders;
  CHECK(exec::read_left(folders.from / "plain", 100).value() == "plain");
  CHECK_FALSE(exec::read_left(folders.from / "plain", 2));
  fs::create_symlink("plain", folders.from / "link");
  CHECK_FALSE(exec::read_left(folders.from / "link", 100));
  REQUIRE(mkfifo((folders.from / "fifo").c_str(), 0600) == 0);
  CHECK_FALSE(exec::read_left(folders.from / "fifo", 100)); // and does not wait
}
