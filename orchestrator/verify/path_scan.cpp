// SPDX-License-Identifier: Apache-2.0
// A path of the build machine may stand anywhere, so this is the one check that reads all
// of a file, and its speed is that of verify on large files. Library searches look at
// each byte (std::search) or hash (memmem): one or two gigabytes a second. But nearly all
// places can be ruled out by two bytes of the path that are rare in programs. So sixteen
// places at a time are compared with those two, sixty-four for one question, which memory
// bandwidth bounds, and only where both agree somewhere the whole path is looked for.
#include "verify/path_scan.hpp"

#include "elf/inflate.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace crossroot::verify {

namespace {

constexpr std::size_t k_piece = std::size_t{1} << 18; ///< stays in a core's own cache
constexpr std::size_t k_shown = 120;                  ///< of a match, for people
constexpr std::uint64_t k_most_inflated = std::uint64_t{1} << 32;

/// Sixteen bytes side by side; gcc and clang make it the machine's own vectors.
using Lanes = std::uint8_t __attribute__((vector_size(16)));

Lanes load(const char* from)
{
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof(lanes));
  return lanes;
}

Lanes all(char byte)
{
  return Lanes{} + static_cast<std::uint8_t>(byte);
}

bool any(const Lanes& lanes)
{
  std::array<std::uint64_t, 2> halves{};
  std::memcpy(halves.data(), &lanes, sizeof(lanes));
  return (halves[0] | halves[1]) != 0;
}

/// How common a byte of a path is in programs, by kind: enough to choose by.
int commonness(char byte)
{
  if (byte == '/' || byte == '.' || byte == '_') {
    return 2;
  }
  return std::string_view("etaoinsrcl").find(byte) != std::string_view::npos ? 3
         : byte >= 'a' && byte <= 'z'                                        ? 1
                                                                             : 0;
}

/// Two places of the needle with its rarest bytes; the same one for a needle of one.
std::pair<std::size_t, std::size_t> rarest(std::string_view needle)
{
  std::size_t first = 0;
  for (std::size_t i = 1; i < needle.size(); ++i) {
    first = commonness(needle[i]) < commonness(needle[first]) ? i : first;
  }
  std::size_t second = first == 0 ? needle.size() - 1 : 0;
  for (std::size_t i = 0; i < needle.size(); ++i) {
    const bool other = i != first && needle[i] != needle[first];
    second = other && commonness(needle[i]) < commonness(needle[second]) ? i : second;
  }
  return {first, second};
}

/// The printable run of a match, for people to see what the path belongs to.
std::string surroundings(std::string_view text, std::size_t at)
{
  std::size_t end = at;
  while (end < text.size() && end - at < k_shown && text[end] > ' ' && text[end] < 0x7f) {
    ++end;
  }
  return std::string(text.substr(at, end - at));
}

/// Takes one long text in pieces and remembers the first match of each path. Keeps as
/// much of a piece's end as a match across the border, with what is shown of it, may
/// need.
class Scan {
public:
  explicit Scan(const std::vector<std::string>& paths)
  {
    std::size_t longest = 0;
    for (const auto& path : paths) {
      if (!path.empty()) {
        paths_.push_back(path);
        longest = std::max(longest, path.size());
      }
    }
    overlap_ = longest + k_shown;
    buffer_.resize(overlap_ + k_piece);
  }

  /// Where the next piece is to be written; at most k_piece bytes.
  std::span<std::byte> space()
  {
    return std::as_writable_bytes(std::span(buffer_)).subspan(kept_, k_piece);
  }
  void took(std::size_t length)
  {
    const auto held = kept_ + length;
    // The last of it is looked at with what follows, so that all of a match is shown.
    look({buffer_.data(), held - std::min(held, k_shown)});
    kept_ = std::min(overlap_, held);
    std::memmove(buffer_.data(), buffer_.data() + held - kept_, kept_);
  }
  void add(std::span<const std::byte> text)
  {
    while (!text.empty()) {
      const auto length = std::min(text.size(), k_piece);
      std::copy_n(text.begin(), length, space().begin());
      took(length);
      text = text.subspan(length);
    }
  }
  void end_text()
  {
    look({buffer_.data(), kept_});
    kept_ = 0;
  }
  bool all_found() const { return found_.size() == paths_.size(); }
  std::map<std::string, std::string> take() { return std::move(found_); }

private:
  void look(std::string_view text)
  {
    for (const auto& path : paths_) {
      const auto found =
          found_.contains(path) ? std::string_view::npos : find_rare(text, path);
      if (found != std::string_view::npos) {
        found_[path] = surroundings(text, found);
      }
    }
  }

  std::vector<std::string> paths_;
  std::size_t overlap_ = 0, kept_ = 0;
  std::string buffer_;
  std::map<std::string, std::string> found_;
};

} // namespace

std::size_t find_rare(std::string_view text, std::string_view needle)
{
  constexpr auto k_nowhere = std::string_view::npos;
  if (needle.empty() || needle.size() > text.size()) {
    return needle.empty() ? 0 : k_nowhere;
  }
  const auto two = rarest(needle);
  const auto first = two.first;
  const auto second = two.second;
  const auto wanted_first = all(needle[first]);
  const auto wanted_second = all(needle[second]);
  const std::size_t places = text.size() - needle.size() + 1;
  const auto hits = [&](const char* from) {
    const auto both = Lanes(load(from + first) == wanted_first) &
                      Lanes(load(from + second) == wanted_second);
    return both;
  };
  // Four groups of lanes are asked at once: nearly always the answer is no.
  constexpr std::size_t k_step = 4 * sizeof(Lanes);
  std::size_t at = 0;
  for (; at + k_step <= places; at += k_step) {
    const auto* const from = text.data() + at;
    const auto some = (hits(from) | hits(from + sizeof(Lanes))) |
                      (hits(from + 2 * sizeof(Lanes)) | hits(from + 3 * sizeof(Lanes)));
    if (!any(some)) {
      continue;
    }
    const auto found = text.substr(at, k_step + needle.size() - 1).find(needle);
    if (found != k_nowhere) {
      return at + found;
    }
  }
  return text.find(needle, at);
}

Result<std::map<std::string, std::string>>
scan_for_paths(elf::ByteSource& source,
               const elf::ElfFile& file,
               const std::vector<std::string>& paths)
{
  Scan scan(paths);
  for (std::uint64_t at = 0; at < source.size() && !scan.all_found();) {
    const auto length = std::min<std::uint64_t>(k_piece, source.size() - at);
    if (!source.read_into(at, scan.space().first(length))) {
      return Error(ErrorKind::verify, "elf", "the file ended early");
    }
    scan.took(length);
    at += length;
  }
  scan.end_text();
  const auto sections = elf::read_sections(source, file);
  if (!sections) {
    return scan.take(); // check section-view says so; there is nothing to inflate by
  }
  std::uint64_t left = k_most_inflated;
  for (const auto& section : *sections) {
    if (!elf::is_compressed(section) || scan.all_found()) {
      continue;
    }
    std::uint64_t inflated = 0;
    CROSSROOT_CHECK(elf::inflate_section(source, file, section, left, [&](auto piece) {
      inflated += piece.size();
      scan.add(piece);
    }));
    scan.end_text();
    left -= inflated;
  }
  return scan.take();
}

} // namespace crossroot::verify
