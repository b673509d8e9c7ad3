// SPDX-License-Identifier: Apache-2.0
// The Go checksum database is a Merkle tree of "module version hash" records under a
// signed head. A proxy that carries it cannot invent a record: the head is signed, and
// from the record's own hash and its neighbours', which come in tiles of 256, the root
// must come out. Tiles need no signature: a false one gives another root.
//
// Hashes are RFC 6962's: a leaf is SHA-256(0x00 text), a node SHA-256(0x01 left right).
// The tree of n records is split at the largest power of two below n, and each half in
// the same way; a half whose size is a power of two is one stored hash.
#include "resolve/checksum_database.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "sysroot/module_cache.hpp"

#include <fmt/format.h>

#include <bit>
#include <map>

namespace crossroot::resolve {

namespace {

constexpr unsigned k_tile_height = 8;
constexpr std::uint64_t k_tile_width = 1U << k_tile_height;
constexpr std::size_t k_hash_bytes = Digest::k_size_bytes;

Error refused(std::string why)
{
  return Error(ErrorKind::digest_mismatch, "checksum-database",
               "the Go checksum database gave no proof")
      .note("cause", std::move(why));
}

std::string bytes_of(const Digest& digest)
{
  return {reinterpret_cast<const char*>(digest.bytes().data()), k_hash_bytes};
}

std::string node_hash(std::string_view left, std::string_view right)
{
  return bytes_of(Digest::of("\x01" + std::string(left) + std::string(right)));
}

/// The stored hashes of one tree, read tile by tile.
class Tiles {
public:
  Tiles(const TreeHead& head, const ReadDatabase& read) : head_(head), read_(read) {}

  /// The hash over records [index << level, (index + 1) << level).
  Result<std::string> stored(unsigned level, std::uint64_t index)
  {
    const auto tile_level = level / k_tile_height;
    const auto within = level % k_tile_height;
    const auto first = index << within;
    const auto tile = first / k_tile_width;
    CROSSROOT_TRY(const auto* hashes, read_tile(tile_level, tile));
    const auto offset = (first % k_tile_width) * k_hash_bytes;
    const auto length = (std::uint64_t{1} << within) * k_hash_bytes;
    if (offset + length > hashes->size()) {
      return refused("a tile is too short");
    }
    return fold(std::string_view(*hashes).substr(offset, length));
  }

private:
  static std::string fold(std::string_view hashes)
  {
    if (hashes.size() == k_hash_bytes) {
      return std::string(hashes);
    }
    const auto half = hashes.size() / 2;
    return node_hash(fold(hashes.substr(0, half)), fold(hashes.substr(half)));
  }

  Result<const std::string*> read_tile(unsigned level, std::uint64_t tile)
  {
    const auto key = std::pair(level, tile);
    if (const auto found = tiles_.find(key); found != tiles_.end()) {
      return &found->second;
    }
    const auto hashes = head_.size >> (level * k_tile_height);
    if (hashes <= tile * k_tile_width) {
      return refused("the record lies outside the tree");
    }
    const auto width = std::min(k_tile_width, hashes - tile * k_tile_width);
    auto bytes = read_(tile_path(level, tile, width));
    if (!bytes && width < k_tile_width) {
      // The tree has grown meanwhile and the partial tile is gone; the full one starts
      // with the same hashes.
      bytes = read_(tile_path(level, tile, k_tile_width));
    }
    if (!bytes) {
      return std::move(bytes).error();
    }
    return &tiles_.emplace(key, std::move(bytes).value()).first->second;
  }

  const TreeHead& head_;
  const ReadDatabase& read_;
  std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles_;
};

/// The hash over records [low, high), in which record `record` has the hash `leaf`.
class RootFrom {
public:
  RootFrom(Tiles& tiles, std::uint64_t record, std::string leaf)
      : tiles_(tiles), record_(record), leaf_(std::move(leaf))
  {
  }

  Result<std::string> over(std::uint64_t low, std::uint64_t high)
  {
    const bool inside = low <= record_ && record_ < high;
    const auto count = high - low;
    if (inside && count == 1) {
      return leaf_;
    }
    if (!inside && std::has_single_bit(count)) {
      const auto level = static_cast<unsigned>(std::countr_zero(count));
      return tiles_.stored(level, low >> level);
    }
    const auto middle = low + std::bit_floor(count - 1);
    CROSSROOT_TRY(const auto left, over(low, middle));
    CROSSROOT_TRY(const auto right, over(middle, high));
    return node_hash(left, right);
  }

private:
  Tiles& tiles_;
  std::uint64_t record_;
  std::string leaf_;
};

} // namespace

std::string tile_path(unsigned tile_level, std::uint64_t tile, std::uint64_t width)
{
  auto path = fmt::format("{:03}", tile % 1000);
  for (auto rest = tile / 1000; rest != 0; rest /= 1000) {
    path = fmt::format("x{:03}/{}", rest % 1000, path);
  }
  path = fmt::format("tile/{}/{}/{}", k_tile_height, tile_level, path);
  return width < k_tile_width ? fmt::format("{}.p/{}", path, width) : path;
}

Result<TreeHead> parse_tree_head(std::string_view text)
{
  const auto lines = split_lines(text);
  constexpr std::uint64_t k_size_limit = std::uint64_t{1} << 48;
  if (lines.size() < 3 || lines[0] != "go.sum database tree") {
    return refused("the tree head is malformed");
  }
  const auto size = parse_number(lines[1]);
  auto root = decode_base64(lines[2]);
  if (!size || *size == 0 || *size > k_size_limit || !root ||
      root->size() != k_hash_bytes) {
    return refused("the tree head is malformed");
  }
  return TreeHead{.size = *size, .root = std::move(*root)};
}

Result<LookupAnswer> parse_lookup(std::string_view answer)
{
  const auto line_end = answer.find('\n');
  const auto record_end = answer.find("\n\n");
  if (line_end == std::string_view::npos || record_end == std::string_view::npos ||
      record_end <= line_end) {
    return refused("the answer to the lookup is malformed");
  }
  const auto record = parse_number(answer.substr(0, line_end));
  if (!record) {
    return refused("the answer to the lookup has no record number");
  }
  return LookupAnswer{
      .record = *record,
      .text = std::string(answer.substr(line_end + 1, record_end - line_end)),
      .note = std::string(answer.substr(record_end + 2)),
  };
}

Result<void> prove_record(std::uint64_t record,
                          std::string_view text,
                          const TreeHead& head,
                          const ReadDatabase& read)
{
  if (record >= head.size) {
    return refused("the record lies outside the signed tree");
  }
  Tiles tiles(head, read);
  const auto leaf = bytes_of(Digest::of(std::string(1, '\0') + std::string(text)));
  CROSSROOT_TRY(const auto root, RootFrom(tiles, record, leaf).over(0, head.size));
  if (root != head.root) {
    return refused("the record does not hash up to the signed tree");
  }
  return {};
}

Result<std::string> look_up_module(const std::string& module,
                                   const std::string& version,
                                   const NoteKey& key,
                                   const ReadDatabase& read)
{
  CROSSROOT_TRY(const auto escaped, sysroot::escape_module_name(module));
  CROSSROOT_TRY(const auto answer, read(fmt::format("lookup/{}@{}", escaped, version)));
  CROSSROOT_TRY(const auto lookup, parse_lookup(answer));
  CROSSROOT_TRY(const auto head_text, open_note(lookup.note, key));
  CROSSROOT_TRY(const auto head, parse_tree_head(head_text));
  CROSSROOT_CHECK(prove_record(lookup.record, lookup.text, head, read));
  for (const auto line : split_lines(lookup.text)) {
    const auto words = split_words(line);
    if (words.size() == 3 && words[0] == module && words[1] == version) {
      return std::string(words[2]);
    }
  }
  return refused(fmt::format("its record is not of {}@{}", module, version));
}

} // namespace crossroot::resolve
