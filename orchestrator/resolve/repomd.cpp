// SPDX-License-Identifier: Apache-2.0
#include "resolve/repomd.hpp"

#include "base/text.hpp"
#include "resolve/xml_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace crossroot::resolve {

namespace {

Error malformed(std::string what)
{
  return Error(ErrorKind::digest_mismatch, "index",
               "repomd.xml is malformed: " + std::move(what));
}

/// "1604001756" or "1604001756.00"; nothing for "8.9", which some archives write.
std::optional<std::int64_t> time_of(std::string_view text)
{
  const auto seconds = parse_number(trim(text.substr(0, text.find('.'))));
  constexpr std::uint64_t k_after = 1'000'000'000; // 2001
  constexpr std::uint64_t k_before = 100'000'000'000;
  return seconds && *seconds > k_after && *seconds < k_before
             ? std::optional(static_cast<std::int64_t>(*seconds))
             : std::nullopt;
}

/// One <data> element.
struct Data {
  std::string type, sha256, path;
  std::optional<std::uint64_t> size, open_size;
  std::int64_t time = 0;
};

Result<void> read_member(XmlWalk& walk, Data& data)
{
  const std::string name(walk.name());
  if (name == "location") {
    data.path = walk.attribute("href");
    return {};
  }
  const bool sha256 = walk.attribute("type") == "sha256";
  CROSSROOT_TRY(const auto text, walk.content());
  if (name == "checksum" && sha256) {
    data.sha256 = trim(text);
  } else if (name == "size") {
    data.size = parse_number(trim(text));
  } else if (name == "open-size") {
    data.open_size = parse_number(trim(text));
  } else if (name == "timestamp") {
    data.time = time_of(text).value_or(0);
  }
  return {};
}

Result<void> take_primary(const Data& data, Repomd& repomd)
{
  const auto digest = Digest::parse(data.sha256);
  if (!digest) {
    return malformed("its list of packages has no SHA-256");
  }
  if (!data.size || data.path.empty() || data.path.starts_with('/') ||
      ("/" + data.path + "/").find("/../") != std::string::npos) {
    return malformed("its list of packages has no size or no usable place");
  }
  repomd.primary = data.path;
  repomd.sha256 = *digest;
  repomd.size = *data.size;
  repomd.open_size = data.open_size.value_or(0);
  return {};
}

} // namespace

Result<Repomd> parse_repomd(std::string_view xml)
{
  XmlWalk walk(xml, "repomd.xml");
  Repomd repomd;
  std::optional<std::int64_t> revision;
  std::optional<Data> data;
  while (true) {
    CROSSROOT_TRY(const auto node, walk.next());
    if (node == XmlWalk::Node::end) {
      break;
    }
    if (node == XmlWalk::Node::close && data && walk.depth() == 1) {
      repomd.date = std::max(repomd.date, data->time);
      if (data->type == "primary") {
        CROSSROOT_CHECK(take_primary(*data, repomd));
      }
      data.reset();
    } else if (node == XmlWalk::Node::open && walk.depth() == 2 && data) {
      CROSSROOT_CHECK(read_member(walk, *data));
    } else if (node == XmlWalk::Node::open && walk.depth() == 1) {
      if (walk.name() == "data") {
        data.emplace().type = walk.attribute("type");
      } else if (walk.name() == "revision") {
        CROSSROOT_TRY(const auto text, walk.content());
        revision = time_of(text);
      }
    }
  }
  repomd.date = revision.value_or(repomd.date);
  if (repomd.primary.empty() || repomd.date == 0) {
    return malformed("a list of packages, or any time, is missing");
  }
  return repomd;
}

} // namespace crossroot::resolve
