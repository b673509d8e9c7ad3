// SPDX-License-Identifier: Apache-2.0
#include "exec/collect.hpp"
#include "os/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

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
