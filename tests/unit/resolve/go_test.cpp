// SPDX-License-Identifier: Apache-2.0
#include "base/digest.hpp"
#include "base/text.hpp"
#include "definition/definition.hpp"
#include "resolve/checksum_database.hpp"
#include "resolve/go_libc.hpp"
#include "resolve/go_sdk_lock.hpp"
#include "resolve/go_sum.hpp"
#include "resolve/module_relay.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace crossroot;
using namespace crossroot::resolve;

namespace {

std::string raw(const Digest& digest)
{
  return {reinterpret_cast<const char*>(digest.bytes().data()), Digest::k_size_bytes};
}

std::string leaf_hash(const std::string& text)
{
  return raw(Digest::of(std::string(1, '\0') + text));
}

std::string record_text(std::uint64_t number)
{
  return "example.com/m" + std::to_string(number) + " v1.0.0 h1:x=\n";
}

/// The tree of RFC 6962 by its definition, as an oracle for the tiles.
std::string
tree_hash(const std::vector<std::string>& leaves, std::size_t low, std::size_t high)
{
  if (high - low == 1) {
    return leaves[low];
  }
  std::size_t half = 1;
  while (half * 2 < high - low) {
    half *= 2;
  }
  return raw(Digest::of("\x01" + tree_hash(leaves, low, low + half) +
                        tree_hash(leaves, low + half, high)));
}

/// A database of `count` records whose tiles are made on demand.
struct FakeDatabase {
  std::vector<std::string> leaves;

  explicit FakeDatabase(std::uint64_t count)
  {
    for (std::uint64_t i = 0; i < count; ++i) {
      leaves.push_back(leaf_hash(record_text(i)));
    }
  }
  TreeHead head() const
  {
    return {.size = leaves.size(), .root = tree_hash(leaves, 0, leaves.size())};
  }
  Result<std::string> read(const std::string& path) const
  {
    for (unsigned level = 0; level < 3; ++level) {
      const std::size_t span = std::size_t{1} << (8 * level);
      for (std::uint64_t tile = 0; tile * 256 * span < leaves.size(); ++tile) {
        const auto width = std::min<std::size_t>(256, leaves.size() / span - tile * 256);
        if (path != tile_path(level, tile, width)) {
          continue;
        }
        std::string bytes;
        for (std::size_t i = tile * 256; i < tile * 256 + width; ++i) {
          bytes += tree_hash(leaves, i * span, (i + 1) * span);
        }
        return bytes;
      }
    }
    return Error(ErrorKind::io, "test", "no such tile: " + path);
  }
};

} // namespace

TEST_SUITE_BEGIN("resolve.go");

TEST_CASE("the shipped verifier key is read and a damaged one is refused")
{
  const auto key = NoteKey::parse(go_checksum_key());
  REQUIRE(key);
  CHECK(key->public_key.size() == 32);
  auto text = std::string(go_checksum_key());
  text[text.find('+') + 1] = text[text.find('+') + 1] == '0' ? '1' : '0';
  CHECK_FALSE(NoteKey::parse(text));
  CHECK_FALSE(NoteKey::parse("a+b"));
}

TEST_CASE("a real signed tree head is believed and a changed one is not")
{
  // As the database answered it on a lookup of golang.org/toolchain in 2026.
  const std::string note =
      "go.sum database tree\n"
      "66327379\n"
      "xWutPmGGbpWR/1iGpo4T2OIen8osXrozOwt4QinWKyg=\n"
      "\n"
      "\xe2\x80\x94 sum.golang.org Az3grh7C5yhBIx4LGre+Cxy+IpZfAQbghxRv7p159h49g8+z"
      "HJS+EDmfu3UMGCrx93kygGV0LR6jZIFivT37qTUmIgM=\n";
  const auto key = NoteKey::parse(go_checksum_key()).value();
  const auto opened = open_note(note, key);
  REQUIRE(opened);
  CHECK(parse_tree_head(*opened)->size == 66327379);
  CHECK_FALSE(open_note(note.substr(0, 21) + "7" + note.substr(22), key));
  CHECK_FALSE(open_note("", key));
  CHECK_FALSE(open_note("text\n", key));
}

TEST_CASE("tile paths group digits by three and mark partial tiles")
{
  CHECK(tile_path(0, 0, 256) == "tile/8/0/000");
  CHECK(tile_path(1, 1234067, 256) == "tile/8/1/x001/x234/067");
  CHECK(tile_path(0, 5, 12) == "tile/8/0/005.p/12");
}

TEST_CASE("every record of trees of many sizes is proven from tiles")
{
  for (const std::uint64_t size : {1, 2, 3, 7, 255, 256, 257, 600}) {
    const FakeDatabase database(size);
    const auto read = [&](const std::string& path) { return database.read(path); };
    for (std::uint64_t record = 0; record < size; record += size < 10 ? 1 : 61) {
      const auto proven =
          prove_record(record, record_text(record), database.head(), read);
      CHECK_MESSAGE(proven, size, " ", record);
    }
  }
}

TEST_CASE("a record that is not in the tree is not proven")
{
  const FakeDatabase database(300);
  const auto read = [&](const std::string& path) { return database.read(path); };
  CHECK_FALSE(prove_record(7, record_text(8), database.head(), read));
  CHECK_FALSE(prove_record(300, record_text(300), database.head(), read));
  auto head = database.head();
  head.root[0] = static_cast<char>(head.root[0] ^ 1);
  CHECK_FALSE(prove_record(7, record_text(7), head, read));
}

TEST_CASE("a tile that is short or changed gives no proof")
{
  const FakeDatabase database(300);
  const auto damaged = [&](const std::string& path) -> Result<std::string> {
    CROSSROOT_TRY(auto bytes, database.read(path));
    bytes[0] = static_cast<char>(bytes[0] ^ 1);
    return bytes;
  };
  const auto cut = [&](const std::string& path) -> Result<std::string> {
    CROSSROOT_TRY(auto bytes, database.read(path));
    return bytes.substr(0, 31);
  };
  CHECK_FALSE(prove_record(270, record_text(270), database.head(), damaged));
  CHECK_FALSE(prove_record(270, record_text(270), database.head(), cut));
}

TEST_CASE("a malformed lookup answer is refused")
{
  CHECK(parse_lookup("12\na v1 h1:x\n\nnote\n")->record == 12);
  CHECK(parse_lookup("12\na v1 h1:x\n\nnote\n")->text == "a v1 h1:x\n");
  CHECK_FALSE(parse_lookup(""));
  CHECK_FALSE(parse_lookup("x\na\n\nn"));
  CHECK_FALSE(parse_lookup("12\n\nn"));
}

TEST_CASE("go.sum gives one hash a module and a place for a malformed line")
{
  const auto sums =
      parse_go_sum("a v1 h1:x=\na v1/go.mod h1:y=\na v1 h2:z\n", "go.sum").value();
  CHECK(sums.size() == 2);
  CHECK(sums.at("a v1/go.mod") == "h1:y=");
  const auto bad = parse_go_sum("a v1 h1:x=\na v1\n", "go.sum");
  REQUIRE_FALSE(bad);
  CHECK(bad.error().position()->line == 2);
}

TEST_CASE("the hash of a lone go.mod is the one that go writes")
{
  // golang.org/toolchain v0.0.1-go1.25.5.linux-amd64/go.mod, as the database has it.
  CHECK(go_mod_hash("module golang.org/toolchain\n") ==
        "h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=");
}

TEST_CASE("the SDK is the toolchain line of go.mod or else its go line")
{
  CHECK(sdk_of_go_mod("module x\n\ngo 1.24.0\n\ntoolchain go1.25.5\n") == "1.25.5");
  CHECK(sdk_of_go_mod("module x\ngo 1.21 // as of now\n") == "1.21.0");
  CHECK(sdk_of_go_mod("module x\ngo 1.20\n") == "1.20");
  CHECK(sdk_of_go_mod("module x\n").empty());
  CHECK(toolchain_module_version("1.25.5", "linux-amd64") ==
        "v0.0.1-go1.25.5.linux-amd64");
}

TEST_CASE("the relay answers module proxy paths and nothing else")
{
  const auto path_of = [](const std::string& line) {
    const auto request = parse_relay_request(line + "\r\nHost: x\r\n\r\n");
    return request ? request->path : std::string("refused");
  };
  CHECK(path_of("GET /github.com/!a/b/@v/v1.0.0.zip HTTP/1.1") ==
        "github.com/!a/b/@v/v1.0.0.zip");
  CHECK(path_of("GET /a/@latest HTTP/1.1") == "a/@latest");
  CHECK(path_of("GET /github.com/%21azure/b/@v/v1.0.0.zip HTTP/1.1") ==
        "github.com/!azure/b/@v/v1.0.0.zip");
  CHECK(path_of("GET /a%2F..%2Fb/@v/v1.mod HTTP/1.1") == "refused");
  CHECK(path_of("GET /a%00/@v/v1.mod HTTP/1.1") == "refused");
  CHECK(path_of("GET /a/@v/v1.mod%2 HTTP/1.1") == "refused");
  CHECK(path_of("GET /a/@v/v1%-1.mod HTTP/1.1") == "refused");
  CHECK(path_of("GET /a/../b/@v/v1.mod HTTP/1.1") == "refused");
  CHECK(path_of("GET //host/@v/v1.mod HTTP/1.1") == "refused");
  CHECK(path_of("GET /a/@v/v1.mod?x=1 HTTP/1.1") == "refused");
  CHECK(path_of("POST /a/@v/v1.mod HTTP/1.1") == "refused");
  CHECK(path_of("GET /sumdb/x/latest HTTP/1.1") == "refused");
  CHECK(parse_relay_request("GET /a/@v/v1.zip HTTP/1.1\r\n")->zip);
  CHECK_FALSE(parse_relay_request("GET /a/@v/list HTTP/1.1\r\n")->keep);
}
TEST_CASE("go commands before 1.21 need a C library")
{
  for (const auto* old : {"1.20", "1.20.14", "1.20rc1", "1.4"}) {
    CHECK(go_needs_libc(old));
  }
  for (const auto* later : {"1.21.0", "1.21rc2", "1.26.8", "2.1", "", "1"}) {
    CHECK_FALSE(go_needs_libc(later));
  }
}
