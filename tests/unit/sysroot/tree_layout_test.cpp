// SPDX-License-Identifier: Apache-2.0
#include "support/make_archive.hpp"
#include "sysroot/tree_layout.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::sysroot;
using test::Scratch;

TEST_SUITE_BEGIN("sysroot.tree_layout");

TEST_CASE("links are followed inside the tree whether relative or absolute")
{
  const Scratch scratch;
  scratch.file("usr/lib/real", "1");
  fs::create_symlink("usr/lib", scratch.path() / "lib");
  fs::create_symlink("/lib/real", scratch.path() / "usr/absolute");
  fs::create_symlink("../lib/real", scratch.path() / "usr/relative");
  CHECK(resolve_in_tree(scratch.path(), "lib/real") == "usr/lib/real");
  CHECK(resolve_in_tree(scratch.path(), "/usr/absolute") == "usr/lib/real");
  CHECK(resolve_in_tree(scratch.path(), "usr/relative") == "usr/lib/real");
}

TEST_CASE("a link that leaves the tree or runs in a circle or dangles leads nowhere")
{
  const Scratch scratch;
  fs::create_symlink("../../etc/passwd", scratch.path() / "out");
  fs::create_symlink("b", scratch.path() / "a");
  fs::create_symlink("a", scratch.path() / "b");
  fs::create_symlink("/etc/passwd", scratch.path() / "host");
  CHECK_FALSE(resolve_in_tree(scratch.path(), "out"));
  CHECK_FALSE(resolve_in_tree(scratch.path(), "a"));
  CHECK_FALSE(resolve_in_tree(scratch.path(), "host"));
  CHECK_FALSE(resolve_in_tree(scratch.path(), "missing"));
}

TEST_CASE("a listing is sorted and does not follow links")
{
  const Scratch scratch;
  scratch.file("b/x", "1");
  scratch.file("a", "1");
  fs::create_symlink("b", scratch.path() / "c");
  const auto entries = list_tree(scratch.path());
  REQUIRE(entries);
  std::vector<std::string> paths;
  for (const auto& entry : *entries) {
    paths.push_back(entry.path);
  }
  CHECK(paths == std::vector<std::string>{"a", "b", "b/x", "c"});
  CHECK(entries->back().kind == TreeEntry::Kind::link);
}
