// SPDX-License-Identifier: Apache-2.0
#include "catalog/libstdcxx.hpp"

#include "base/toml.hpp"
#include "catalog/embedded_tables.hpp"

#include <algorithm>
#include <stdexcept>

namespace crossroot::catalog {

namespace {

Error bad_table(const std::string& what, const Position& place)
{
  return Error(ErrorKind::definition, "catalog", what).at(place);
}

Result<NodePair> read_pair(const TomlTable& table)
{
  TomlReader reader(table, "a pair");
  NodePair pair;
  for (const auto& [key, version] :
       {std::pair("glibcxx", &pair.glibcxx), std::pair("cxxabi", &pair.cxxabi)}) {
    auto parsed = Version::parse(reader.string(key));
    if (parsed) {
      *version = *std::move(parsed);
    } else {
      reader.refuse(std::move(parsed).error().at(reader.position_of(key)));
    }
  }
  CROSSROOT_CHECK(reader.finish());
  return pair;
}

} // namespace

Result<std::vector<NodePair>> parse_node_pairs(std::string_view toml,
                                               const std::string& file)
{
  CROSSROOT_TRY(const auto document, parse_toml(toml, file));
  TomlReader reader(document, "the document");
  if (reader.integer("schema") != 1) {
    reader.refuse(bad_table("this program reads schema 1", reader.position_of("schema")));
  }
  reader.string("source");
  std::vector<NodePair> pairs;
  for (const auto* const table : reader.tables("pairs")) {
    CROSSROOT_TRY(auto pair, read_pair(*table));
    if (!pairs.empty() &&
        !(pairs.back().glibcxx < pair.glibcxx && pairs.back().cxxabi < pair.cxxabi)) {
      return bad_table("the pairs are not in order", reader.position_of("pairs"));
    }
    pairs.push_back(std::move(pair));
  }
  if (pairs.empty()) {
    reader.refuse(bad_table("there is no pair", reader.position_of("pairs")));
  }
  CROSSROOT_CHECK(reader.finish());
  return pairs;
}

const std::vector<NodePair>& node_pairs()
{
  static const auto pairs = [] {
    auto parsed = parse_node_pairs(embedded_tables().at("libstdcxx-nodes.toml"),
                                   "libstdcxx-nodes.toml");
    if (!parsed) {
      throw std::logic_error(parsed.error().render()); // a test reads it: cannot ship so
    }
    return *std::move(parsed);
  }();
  return pairs;
}

std::optional<Version> glibcxx_beside(const Version& cxxabi)
{
  const auto& pairs = node_pairs();
  if (cxxabi < pairs.front().cxxabi) {
    return Version();
  }
  const auto pair = std::find_if(pairs.begin(), pairs.end(),
                                 [&](const auto& one) { return cxxabi <= one.cxxabi; });
  return pair == pairs.end() ? std::nullopt : std::optional(pair->glibcxx);
}

} // namespace crossroot::catalog
