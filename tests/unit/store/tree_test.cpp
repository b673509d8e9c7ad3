// SPDX-License-Identifier: Apache-2.0
#include "store/tree.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::store;

TEST_SUITE_BEGIN("store.tree");

TEST_CASE("the empty folder is the empty message")
{
  CHECK(encode_directory({}).empty());
  CHECK(folder_of({}).digest.render() ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a directory message has the bytes that protocol buffers give it")
{
  // Written out by hand from the wire format: field number times eight plus wire type.
  const auto content = Digest::of("hello\n");
  Directory directory;
  directory.files["run"] = TreeFile{content, 6, true};
  directory.links["to"] = TreeLink{"run"};
  std::string digest = "\x0a\x40" + content.render() + "\x10\x06";
  REQUIRE(digest.size() == 68);
  std::string file = std::string("\x0a\x03run\x12\x44") + digest + "\x20\x01";
  std::string link = "\x0a\x02to\x12\x03run";
  std::string expected;
  expected += '\x0a';
  expected += static_cast<char>(file.size());
  expected += file;
  expected += '\x1a';
  expected += static_cast<char>(link.size());
  expected += link;
  CHECK(encode_directory(directory) == expected);
}

TEST_CASE("lengths above 127 take two bytes")
{
  Directory directory;
  directory.links["l"] = TreeLink{std::string(200, 'x')};
  const auto bytes = encode_directory(directory);
  CHECK(static_cast<unsigned char>(bytes[1]) == 0xce);
  CHECK(static_cast<unsigned char>(bytes[2]) == 0x01);
  CHECK(bytes.size() == 3 + 206);
}

TEST_CASE("paths make the same tree as nested folders")
{
  const auto digest = Digest::of("x");
  Directory inner;
  inner.files["c"] = TreeFile{digest, 1, false};
  Directory outer;
  outer.folders["b"] = folder_of(inner);
  Directory top;
  top.folders["a"] = folder_of(outer);
  const auto made = tree_of_paths({{"a/b/c", TreeFile{digest, 1, false}}});
  REQUIRE(made);
  CHECK(*made == folder_of(top));
}

TEST_CASE("a name that is both file and folder is refused")
{
  const TreeFile file{Digest::of("x"), 1, false};
  const auto made = tree_of_paths({{"a", file}, {"a/b", file}});
  REQUIRE_FALSE(made);
  CHECK(made.error().kind() == ErrorKind::definition);
}

TEST_CASE("links that leave the tree are told from those that stay")
{
  CHECK(link_escapes("", "/etc/passwd"));
  CHECK(link_escapes("", ".."));
  CHECK(link_escapes("usr/lib", "../../../etc"));
  CHECK(link_escapes("usr", "lib/../../../x"));
  CHECK(link_escapes("usr", ""));
  CHECK_FALSE(link_escapes("usr/lib", "../../etc"));
  CHECK_FALSE(link_escapes("usr/lib", "libm.so.6"));
  CHECK_FALSE(link_escapes("", "./usr//lib/../bin"));
}
