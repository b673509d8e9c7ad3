// SPDX-License-Identifier: Apache-2.0
#include "archive/entry_path.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace crossroot::archive;

TEST_SUITE_BEGIN("archive.entry_path");

TEST_CASE("a name is cleaned of dots and doubled slashes")
{
  CHECK(clean_entry_path("./usr//lib/./x/") == "usr/lib/x");
  CHECK(clean_entry_path("./") == "");
  CHECK(clean_entry_path("a..b/..c") == "a..b/..c");
}

TEST_CASE("a name that could leave the tree or hide itself is refused")
{
  for (const std::string name :
       {"/etc/passwd", "../x", "a/../../x", "a/..", "", "a\nb", "a\x7f"}) {
    CAPTURE(name);
    CHECK_FALSE(clean_entry_path(name));
  }
  CHECK_FALSE(clean_entry_path(std::string("a\0b", 3)));
}

TEST_CASE("only whole top folders move below usr")
{
  CHECK(merge_usr("bin/sh") == "usr/bin/sh");
  CHECK(merge_usr("lib64") == "usr/lib64");
  CHECK(merge_usr("library/x") == "library/x");
  CHECK(merge_usr("etc/lib/x") == "etc/lib/x");
  CHECK(merge_usr("usr/lib/x") == "usr/lib/x");
}

TEST_CASE("the destination of a link is found by names alone")
{
  CHECK(link_destination("usr/lib/a/libm.so", "/lib/a/libm.so.6") == "lib/a/libm.so.6");
  CHECK(link_destination("usr/lib/a/libm.so", "../b") == "usr/lib/b");
  CHECK(link_destination("a", ".") == "");
  CHECK_FALSE(link_destination("a/b", "../../c"));
  CHECK_FALSE(link_destination("a", "/../c"));
  CHECK_FALSE(link_destination("a", ""));
}

TEST_CASE("a relative target leads from the link to its destination")
{
  CHECK(relative_target("usr/lib64/ld.so", "usr/lib/x/ld.so") == "../lib/x/ld.so");
  CHECK(relative_target("a", "b/c") == "b/c");
  CHECK(relative_target("a/b/c", "a") == "..");
  CHECK(relative_target("a/b/c", "") == "../..");
  CHECK(relative_target("a/b", "a") == ".");
}

TEST_CASE("following a relative target gives the destination back")
{
  for (const std::string from : {"a", "a/b", "a/b/c", "x/y/z/w"}) {
    for (const std::string to : {"", "a", "a/b", "a/b/d", "x/y", "q/r/s"}) {
      CAPTURE(from);
      CAPTURE(to);
      CHECK(link_destination(from, relative_target(from, to)) == to);
    }
  }
}
