// SPDX-License-Identifier: Apache-2.0
// A proof is worth as much as the libraries it is made with, so they come the way of
// every other input: index signed, digests checked, packages unpacked and composed by the
// same code, kept in the store. Only the recipe is missing; what stands for it is a list
// of two or three package names, and the lock that comes of it is kept beside the caches.
#include "archive/archive.hpp"
#include "base/text.hpp"
#include "fetch/fetch.hpp"
#include "os/clock.hpp"
#include "resolve/package_lock.hpp"
#include "runtime/proof.hpp"
#include "runtime/proof_files.hpp"
#include "sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::runtime {

namespace {

constexpr std::string_view k_project = "proof";

/// What a root is made of, before it is known which versions.
struct Wish {
  std::string name; ///< "debian-12 amd64 musl": of the lock, the action and the gc root
  resolve::TreeWish tree;
  Definition definition;
};

Result<Wish> wish_for(const ProofSystem& system,
                      const Triplet& triplet,
                      const Definitions& definitions)
{
  Wish wish;
  CROSSROOT_TRY(wish.definition, definitions.find(system.definition));
  const std::string arch(triplet.facts().debian_arch);
  const auto& known = wish.definition.architectures;
  if (arch.empty() || std::find(known.begin(), known.end(), arch) == known.end()) {
    return Error(ErrorKind::definition, "proof-system",
                 fmt::format("{} has no packages for {}", system.name, triplet.render()));
  }
  const bool musl = triplet.libc() == Libc::musl;
  wish.name = fmt::format("{} {} {}", system.definition, arch, musl ? "musl" : "glibc");
  wish.tree = {.tree = "proof " + wish.name,
               .definition = system.definition,
               .arch = arch,
               .omit = wish.definition.omit};
  if (musl) {
    wish.tree.wanted = {"musl"};
  } else {
    const auto& packages = wish.definition.packages;
    if (const auto found = packages.find("runtime"); found != packages.end()) {
      wish.tree.wanted = found->second;
    }
  }
  return wish;
}

/// What a kept lock must have been made from. A system without an end rolls.
std::map<std::string, std::string> inputs_of(const Wish& wish)
{
  std::map<std::string, std::string> inputs{
      {"definition." + wish.definition.name, wish.definition.digest.render()},
      {"proof.packages", join(wish.tree.wanted, " ")}};
  if (!wish.definition.end_of_support) {
    inputs["proof.day"] = os::today();
  }
  return inputs;
}

Result<fs::path> lock_file(const Wish& wish, store::Store& store)
{
  CROSSROOT_TRY(const auto folder, store.cache_folder("proof"));
  auto name = wish.name;
  std::replace(name.begin(), name.end(), ' ', '-');
  return folder / (name + ".lock");
}

std::optional<Lock> kept_lock(const Wish& wish, const fs::path& file)
{
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    return std::nullopt;
  }
  const auto text = os::read_file(file);
  if (!text) {
    return std::nullopt;
  }
  auto lock = parse_lock(*text, file.filename().string());
  if (!lock || !check_lock(*lock, inputs_of(wish))) {
    return std::nullopt;
  }
  return *std::move(lock);
}

Result<Lock>
make_lock(const Wish& wish, const fs::path& file, const resolve::ResolveContext& context)
{
  Lock lock;
  lock.inputs = inputs_of(wish);
  CROSSROOT_CHECK(resolve::lock_packages({wish.tree}, nullptr, {}, context, lock));
  CROSSROOT_CHECK(os::write_file(file, lock.render()));
  return lock;
}

Result<void>
bring_blobs(const Wish& wish, const Lock& lock, const resolve::ResolveContext& context)
{
  std::vector<Digest> wanted;
  std::vector<fetch::BlobRequest> missing;
  for (auto& request : fetch::requests_of(lock)) {
    wanted.push_back(request.sha256);
    if (!context.store.has_blob(request.sha256)) {
      missing.push_back(std::move(request));
    }
  }
  auto name = "proof-" + wish.name;
  std::replace(name.begin(), name.end(), ' ', '-');
  CROSSROOT_CHECK(context.store.add_root(name, wanted));
  return missing.empty()
             ? Result<void>()
             : fetch::fetch_blobs(missing, context.sources, context.store, context.http,
                                  context.events, context.cancel);
}

store::ActionRecord record_of(const Wish& wish, const Lock& lock)
{
  store::ActionRecord record;
  record.kind = "proof-root";
  record.name = "proof-root " + wish.name;
  for (const auto& package : lock.packages) {
    record.entries.push_back({"input." + package.name, package.sha256.render()});
  }
  record.entries.push_back({"setting.compose", std::string(sysroot::k_compose_version)});
  record.entries.push_back({"setting.definition", wish.definition.digest.render()});
  std::sort(record.entries.begin(), record.entries.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  std::string text = "crossroot-proof-root-1\n";
  for (const auto& entry : record.entries) {
    text += entry.name + "=" + entry.value + "\n";
  }
  record.key = ActionKey{Digest::of(text)};
  record.id = ActionId{record.key.digest};
  return record;
}

Result<TreeDigest>
compose_root(const Wish& wish, const Lock& lock, const resolve::ResolveContext& context)
{
  auto& store = context.store;
  auto record = record_of(wish, lock);
  CROSSROOT_TRY(const auto known, store.find_action(record.key));
  if (known && known->outputs.contains("tree")) {
    return known->outputs.at("tree");
  }
  CROSSROOT_TRY(const auto unpacked, store.staging("proof-unpack"));
  std::vector<sysroot::PackageTree> packages;
  archive::UnpackPolicy policy;
  policy.merge_usr = true;
  for (const auto& package : lock.packages) {
    const auto folder = unpacked.path() / package.name;
    CROSSROOT_CHECK(os::make_folders(folder));
    CROSSROOT_CHECK(archive::unpack_deb(store.blob_path(package.sha256), folder, policy,
                                        context.cancel));
    packages.push_back(
        {fmt::format("{} {} {}", package.name, package.version, package.arch), folder});
  }
  CROSSROOT_TRY(auto root, store.staging("proof-root"));
  CROSSROOT_CHECK(sysroot::compose(packages, wish.definition, root.path()));
  CROSSROOT_TRY(const auto tree, store.publish_tree(std::move(root)));
  record.outputs.emplace("tree", tree);
  CROSSROOT_CHECK(store.record_action(record, k_project));
  return tree;
}

} // namespace

const std::vector<ProofSystem>& proof_systems()
{
  static const std::vector<ProofSystem> systems{{"debian-11", "Debian 11"},
                                                {"debian-12", "Debian 12"},
                                                {"debian-13", "Debian 13"},
                                                {"debian-sid", "Debian sid"}};
  return systems;
}

Result<Definitions> proof_definitions()
{
  std::map<std::string, std::string> files;
  for (const auto* const shipped :
       {&shipped_definition_files(), &proof_definition_files()}) {
    for (const auto& [name, bytes] : *shipped) {
      files.emplace(name, bytes);
    }
  }
  return Definitions::from_files(files);
}

Result<ProofRoot> make_proof_root(const ProofSystem& system,
                                  const Triplet& triplet,
                                  const resolve::ResolveContext& context)
{
  CROSSROOT_TRY(const auto wish, wish_for(system, triplet, context.definitions));
  CROSSROOT_TRY(const auto file, lock_file(wish, context.store));
  auto lock = kept_lock(wish, file);
  const bool kept = lock.has_value();
  if (!kept) {
    CROSSROOT_TRY(lock, make_lock(wish, file, context));
  }
  if (auto brought = bring_blobs(wish, *lock, context); !brought) {
    if (!kept) {
      return std::move(brought).error();
    }
    // Superseded packages leave the archive: what is there now proves as much.
    CROSSROOT_TRY(lock, make_lock(wish, file, context));
    CROSSROOT_CHECK(bring_blobs(wish, *lock, context));
  }
  CROSSROOT_TRY(const auto tree, compose_root(wish, *lock, context));
  ProofRoot root{.tree = context.store.tree_path(tree)};
  for (const auto& package : lock->packages) {
    if (package.name == "musl" || package.name == "libc6") {
      root.version = package.version;
    }
  }
  return root;
}

} // namespace crossroot::runtime
