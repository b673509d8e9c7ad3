// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"
#include "resolve/known.hpp"
#include "resolve/vendored_source.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::resolve;

namespace {

struct Fixture {
  os::TempFolder folder =
      os::TempFolder::make(fs::temp_directory_path(), "known-test").value();
  std::unique_ptr<store::Store> store =
      store::Store::open(folder.path() / "store").value();
};

} // namespace

TEST_SUITE_BEGIN("resolve.known");

TEST_CASE("a tree of one origin is made once and again when it is gone")
{
  Fixture f;
  unsigned made = 0;
  const auto ask = [&](const std::string& rules) {
    return tree_of(*f.store, {.name = "source x", .entries = {{"rules", rules}}},
                   [&](const fs::path& into) {
                     ++made;
                     return os::write_file(into / "file", rules);
                   })
        .value();
  };
  const auto first = ask("1");
  CHECK(ask("1") == first);
  CHECK(made == 1);
  CHECK(ask("2") != first);
  CHECK(made == 2);
  REQUIRE(os::remove_tree(f.store->tree_path(first)));
  CHECK(ask("1") == first);
  CHECK(made == 3);
}

TEST_CASE("a hash leads to its blob as long as the store has the bytes")
{
  Fixture f;
  CHECK_FALSE(blob_of_hash(*f.store, "h1:a="));
  const auto blob = f.store->put_blob("bytes").value();
  REQUIRE(remember_hash(*f.store, "h1:a=", blob));
  const auto found = blob_of_hash(*f.store, "h1:a=");
  REQUIRE(found);
  CHECK(found->digest == blob);
  CHECK(found->size == 5);
  CHECK_FALSE(blob_of_hash(*f.store, "h1:b="));
  REQUIRE(os::remove_tree(f.store->blob_path(blob)));
  CHECK_FALSE(blob_of_hash(*f.store, "h1:a="));
}

TEST_CASE("a packed tree unpacks to the same digest")
{
  Fixture f;
  auto staged = f.store->staging("tree").value();
  const std::string longest(120, 'n');
  const auto deep = staged.path() / longest / longest;
  REQUIRE(os::make_folders(deep));
  REQUIRE(os::write_file(deep / "file", std::string(1000, 'x')));
  REQUIRE(os::write_file(staged.path() / "run", "", 0755));
  REQUIRE(os::write_file(staged.path() / "block", std::string(512, 'b')));
  fs::create_symlink(longest + "/" + longest + "/file", staged.path() / "link");
  const auto tree = f.store->publish_tree(std::move(staged)).value();
  const LockedSource source{.kind = "git", .url = "x", .sha256 = tree.digest};
  const auto packed = pack_source(source, *f.store).value();
  REQUIRE(packed);
  CHECK(packed->mirror_path == tree.render() + ".tar");
  const auto out = os::TempFolder::make(f.folder.path(), "out").value();
  const CancelToken cancel;
  REQUIRE(
      archive::unpack_tar(f.store->blob_path(packed->sha256), out.path(), {}, cancel));
  CHECK(f.store->digest_folder(out.path()).value() == tree);
  CHECK(pack_source(source, *f.store).value()->sha256 == packed->sha256);
}
