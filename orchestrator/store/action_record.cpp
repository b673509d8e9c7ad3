// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "store/store.hpp"

#include <fmt/format.h>

namespace crossroot::store {

namespace {

constexpr std::int64_t k_record_schema = 1;

Error malformed(std::string_view what)
{
  return Error(ErrorKind::io, "store", fmt::format("action record: {}", what))
      .hint("crossroot store verify");
}

} // namespace

std::string ActionRecord::render() const
{
  Json::Array rows;
  for (const auto& entry : entries) {
    rows.push_back(Json::Array{entry.name, entry.value});
  }
  Json::Object trees;
  for (const auto& [output, tree] : outputs) {
    trees[output] = tree.render();
  }
  Json::Object record{{"schema", k_record_schema},
                      {"key", key.render()},
                      {"id", id.render()},
                      {"kind", kind},
                      {"name", name},
                      {"entries", std::move(rows)},
                      {"outputs", std::move(trees)}};
  if (log) {
    record["log"] = log->render();
  }
  // Over all the rest: an output that points at another tree would else be believed.
  record["sum"] = Digest::of(Json(record).render_compact()).render();
  return Json(std::move(record)).render_compact() + "\n";
}

Result<ActionRecord> ActionRecord::parse(std::string_view json)
{
  CROSSROOT_TRY(const auto document, Json::parse(json));
  const auto* schema = document["schema"].integer();
  if (schema == nullptr || *schema != k_record_schema) {
    return malformed("unknown schema");
  }
  ActionRecord record;
  CROSSROOT_TRY(record.key, ActionKey::parse(document.text("key")));
  CROSSROOT_TRY(record.id, ActionId::parse(document.text("id")));
  record.kind = document.text("kind");
  record.name = document.text("name");
  const auto* rows = document["entries"].array();
  const auto* trees = document["outputs"].object();
  if (rows == nullptr || trees == nullptr) {
    return malformed("no entries or outputs");
  }
  for (const auto& row : *rows) {
    const auto* pair = row.array();
    if (pair == nullptr || pair->size() != 2 || (*pair)[0].string() == nullptr ||
        (*pair)[1].string() == nullptr) {
      return malformed("an entry is no pair of texts");
    }
    record.entries.push_back({*(*pair)[0].string(), *(*pair)[1].string()});
  }
  for (const auto& [output, tree] : *trees) {
    if (tree.string() == nullptr) {
      return malformed("an output is no text");
    }
    CROSSROOT_TRY(record.outputs[output], TreeDigest::parse(*tree.string()));
  }
  if (!document["log"].is_null()) {
    CROSSROOT_TRY(record.log, Digest::parse(document.text("log")));
  }
  if (!document["sum"].is_null() && record.render() != json) {
    return malformed("it is not what its sum says");
  }
  return record;
}

} // namespace crossroot::store
