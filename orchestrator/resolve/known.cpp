// SPDX-License-Identifier: Apache-2.0
// Hashing an SDK's zip the way Go does, and unpacking a source, are functions of bytes
// that the store holds by digest, so their results are kept beside those of actions: the
// second lock downloads no SDK, and the second build unpacks no source. A record is
// believed as far as the store is (one trust domain), says no more than "these bytes have
// that hash", and is dropped by gc with what it names.
#include "resolve/known.hpp"

namespace crossroot::resolve {

namespace {

constexpr std::string_view k_project = "known"; ///< under which the store lists them

store::ActionRecord
record_of(std::string kind, std::string name, std::vector<store::KeyEntry> entries)
{
  std::string text = kind + "\n";
  for (const auto& entry : entries) {
    text += entry.name + "=" + entry.value + "\n";
  }
  const auto digest = Digest::of(text);
  return {.key = {digest},
          .id = {digest},
          .kind = std::move(kind),
          .name = std::move(name),
          .entries = std::move(entries)};
}

store::ActionRecord hash_record(const std::string& h1)
{
  return record_of("known-hash", "known-hash " + h1, {{"h1", h1}});
}

} // namespace

std::optional<KnownBlob> blob_of_hash(const store::Store& store, const std::string& h1)
{
  const auto record = store.find_action(hash_record(h1).key);
  if (!record || !*record) {
    return std::nullopt;
  }
  for (const auto& entry : (*record)->entries) {
    const auto digest = Digest::parse(entry.value);
    if (entry.name == "zip" && digest && store.has_blob(*digest)) {
      std::error_code failed;
      const auto size = std::filesystem::file_size(store.blob_path(*digest), failed);
      return failed ? std::nullopt : std::optional(KnownBlob{*digest, size});
    }
  }
  return std::nullopt;
}

Result<void> remember_hash(store::Store& store, const std::string& h1, const Digest& blob)
{
  auto record = hash_record(h1);
  record.entries.push_back({"zip", blob.render()});
  return store.record_action(record, k_project);
}

Result<TreeDigest>
tree_of(store::Store& store, const TreeOrigin& origin, const FillFolder& fill)
{
  auto record = record_of("known-tree", origin.name, origin.entries);
  CROSSROOT_TRY(const auto known, store.find_action(record.key));
  if (known && known->outputs.contains("tree")) {
    return known->outputs.at("tree");
  }
  CROSSROOT_TRY(auto folder, store.staging("source"));
  CROSSROOT_CHECK(fill(folder.path()));
  CROSSROOT_TRY(const auto tree, store.publish_tree(std::move(folder)));
  record.outputs["tree"] = tree;
  CROSSROOT_CHECK(store.record_action(record, k_project));
  return tree;
}

} // namespace crossroot::resolve
