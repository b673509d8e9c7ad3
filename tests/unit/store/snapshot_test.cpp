// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot.hpp"
#include "store/stat_cache.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>

using namespace crossroot;
using namespace crossroot::store;

namespace {

struct Fixture {
  os::TempFolder folder =
      os::TempFolder::make(fs::temp_directory_path(), "snap-test").value();
  fs::path source = folder.path() / "src";
  std::unique_ptr<Store> store = Store::open(folder.path() / "store").value();

  void write(const std::string& name, std::string_view text, bool old = true) const
  {
    const auto path = source / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    if (old) {
      fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(1));
    }
  }
};

ino_t inode_of(const fs::path& path)
{
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts.st_ino;
}

} // namespace

TEST_SUITE_BEGIN("store.snapshot");

TEST_CASE("a snapshot holds exactly the listed files")
{
  Fixture f;
  f.write("main.go", "package main\n");
  f.write("a/b.go", "package a\n");
  f.write("not listed", "x");
  fs::create_symlink("main.go", f.source / "link.go");
  const auto made = snapshot_source(*f.store, f.source, {"main.go", "a/b.go", "link.go"});
  REQUIRE(made);
  const auto tree = f.store->tree_path(made->tree);
  CHECK(os::read_file(tree / "a/b.go").value() == "package a\n");
  CHECK(fs::read_symlink(tree / "link.go") == "main.go");
  CHECK_FALSE(fs::exists(tree / "not listed"));
  CHECK(made->files == 3);
  CHECK(f.store->digest_folder(tree).value() == made->tree);
}

TEST_CASE("order and repetition of the list do not matter")
{
  Fixture f;
  f.write("a", "1");
  f.write("b", "2");
  const auto one = snapshot_source(*f.store, f.source, {"a", "b"}).value();
  const auto two = snapshot_source(*f.store, f.source, {"b", "a", "b"}).value();
  CHECK(one.tree == two.tree);
}

TEST_CASE("an edit within the same second is seen")
{
  Fixture f;
  f.write("a", "one", false);
  const auto before = snapshot_source(*f.store, f.source, {"a"}).value();
  struct stat facts {};
  REQUIRE(::stat((f.source / "a").c_str(), &facts) == 0);
  f.write("a", "two", false);
  const struct timespec times[2] = {facts.st_atim, facts.st_mtim};
  REQUIRE(::utimensat(AT_FDCWD, (f.source / "a").c_str(), times, 0) == 0);
  CHECK(snapshot_source(*f.store, f.source, {"a"}).value().tree != before.tree);
}

TEST_CASE("after an edit the unchanged files are links to those of the last snapshot")
{
  Fixture f;
  f.write("same", "same");
  f.write("edited", "one");
  const auto before = snapshot_source(*f.store, f.source, {"same", "edited"}).value();
  f.write("edited", "three");
  const auto after = snapshot_source(*f.store, f.source, {"same", "edited"}).value();
  REQUIRE(before.tree != after.tree);
  CHECK(inode_of(f.store->tree_path(before.tree) / "same") ==
        inode_of(f.store->tree_path(after.tree) / "same"));
  CHECK(inode_of(f.source / "same") != inode_of(f.store->tree_path(after.tree) / "same"));
  CHECK(os::read_file(f.store->tree_path(after.tree) / "edited").value() == "three");
}

TEST_CASE("a file that is gone is passed over and an escaping link is told")
{
  Fixture f;
  f.write("a", "1");
  fs::create_symlink("/etc/passwd", f.source / "out");
  const auto made = snapshot_source(*f.store, f.source, {"a", "gone", "out"}).value();
  CHECK(made.files == 1);
  CHECK(made.left_out == std::vector<std::string>{"out"});
}

TEST_CASE("a path through a symbolic link or out of the source is refused")
{
  Fixture f;
  f.write("real/a", "1");
  fs::create_directory_symlink("real", f.source / "alias");
  for (const char* path :
       {"alias/a", "../src/real/a", "/etc/passwd", "real", "real/../real/a"}) {
    const auto made = snapshot_source(*f.store, f.source, {path});
    REQUIRE_FALSE(made);
    CHECK(made.error().kind() == ErrorKind::definition);
  }
}

TEST_CASE("a stat cache renders and parses as itself and refuses anything else")
{
  StatCache cache{TreeDigest{Digest::of("t")},
                  {{"a b\nc", {1, 2, 3, 4, 5, true, Digest::of("x")}}}};
  const auto text = cache.render();
  const auto again = StatCache::parse(text);
  REQUIRE(again);
  CHECK(*again == cache);
  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto cut = StatCache::parse(std::string_view(text).substr(0, length));
    CHECK((!cut || cut->lines.empty()));
  }
}

TEST_CASE("a remembered digest is that of the folder and follows every change")
{
  Fixture f;
  f.write("bin/one", "1111");
  f.write("bin/two", "2222");
  const auto bin = f.source / "bin";
  const auto remembered = [&] { return digest_remembered(*f.store, bin).value(); };
  for (int i = 0; i < 2; ++i) { // the second answer may come from the stat alone
    CHECK(remembered() == f.store->digest_folder(bin).value());
  }
  const auto before = remembered();
  f.write("bin/one", "1112"); // of the same size and with its time set back
  CHECK(remembered() != before);
  CHECK(remembered() == f.store->digest_folder(bin).value());
  f.write("bin/one", "1111");
  CHECK(remembered() == before);
  f.write("bin/three", "3");
  CHECK(remembered() != before);
  fs::remove(bin / "three");
  CHECK(remembered() == before);
  fs::create_symlink("/etc/passwd", bin / "away");
  CHECK_FALSE(digest_remembered(*f.store, bin));
}
