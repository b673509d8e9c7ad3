// SPDX-License-Identifier: Apache-2.0
#include "store/store.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>

using namespace crossroot;
using namespace crossroot::store;

namespace {

struct Fixture {
  os::TempFolder folder =
      os::TempFolder::make(fs::temp_directory_path(), "store-test").value();
  fs::path root = folder.path() / "a store";
  std::unique_ptr<Store> store = Store::open(root).value();
};

void write(const fs::path& path, std::string_view text, unsigned mode = 0644)
{
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  REQUIRE(::chmod(path.c_str(), mode) == 0);
}

unsigned mode_of(const fs::path& path)
{
  struct stat facts {};
  REQUIRE(::lstat(path.c_str(), &facts) == 0);
  return facts.st_mode & 07777;
}

std::span<const std::byte> bytes(std::string_view text)
{
  return std::as_bytes(std::span(text));
}

ActionRecord record_with(const TreeDigest& tree)
{
  return {
      .key = ActionKey{Digest::of("key")},
      .id = ActionId{Digest::of("id")},
      .kind = "unpack",
      .name = "unpack \"libc6\" 2.31",
      .entries = {{"flag", "-O2\nand more"}, {"input.blob", Digest::of("in").render()}},
      .outputs = {{"tree", tree}},
      .log = std::nullopt};
}

} // namespace

TEST_SUITE_BEGIN("store.store");

TEST_CASE("a blob is found under its digest and is read-only")
{
  Fixture f;
  const auto digest = f.store->put_blob("hello");
  REQUIRE(digest);
  CHECK(*digest == Digest::of("hello"));
  CHECK(f.store->has_blob(*digest));
  CHECK(mode_of(f.store->blob_path(*digest)) == 0444);
  CHECK(f.store->read_blob(*digest).value() == "hello");
  CHECK(fs::is_empty(f.root / "tmp"));
}

TEST_CASE("nothing enters under a digest that the bytes do not have")
{
  Fixture f;
  auto writer = f.store->write_blob().value();
  REQUIRE(writer->append(bytes("wrong")));
  const auto refused = writer->commit(Digest::of("right"), std::nullopt);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::digest_mismatch);
  CHECK(refused.error().message().find(Digest::of("right").render()) !=
        std::string::npos);
  CHECK(refused.error().message().find(Digest::of("wrong").render()) !=
        std::string::npos);
  CHECK_FALSE(f.store->has_blob(Digest::of("right")));
  CHECK_FALSE(f.store->has_blob(Digest::of("wrong")));
  CHECK(fs::is_empty(f.root / "tmp"));
}

TEST_CASE("nothing enters with the wrong size")
{
  Fixture f;
  auto writer = f.store->write_blob().value();
  REQUIRE(writer->append(bytes("right")));
  const auto refused = writer->commit(Digest::of("right"), 6);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::digest_mismatch);
  CHECK_FALSE(f.store->has_blob(Digest::of("right")));
}

TEST_CASE("a restarted writer forgets what came before")
{
  Fixture f;
  auto writer = f.store->write_blob().value();
  REQUIRE(writer->append(bytes("a long first attempt")));
  REQUIRE(writer->restart());
  CHECK(writer->size_bytes() == 0);
  REQUIRE(writer->append(bytes("right")));
  REQUIRE(writer->commit(Digest::of("right"), 5));
  CHECK(f.store->read_blob(Digest::of("right")).value() == "right");
}

TEST_CASE("an abandoned writer leaves nothing behind")
{
  Fixture f;
  {
    auto writer = f.store->write_blob().value();
    REQUIRE(writer->append(bytes("half")));
  }
  CHECK(fs::is_empty(f.root / "tmp"));
}

TEST_CASE("a damaged blob is quarantined and reported")
{
  Fixture f;
  const auto digest = f.store->put_blob("hello").value();
  REQUIRE(::chmod(f.store->blob_path(digest).c_str(), 0644) == 0);
  write(f.store->blob_path(digest), "jello");
  const auto read = f.store->read_blob(digest);
  REQUIRE_FALSE(read);
  CHECK(read.error().kind() == ErrorKind::digest_mismatch);
  CHECK_FALSE(f.store->has_blob(digest));
  CHECK(fs::exists(f.root / "quarantine" / ("blob-" + digest.render())));
}

TEST_CASE("a published tree is sealed and its digest depends on content and mode only")
{
  Fixture f;
  const auto fill = [&](const os::TempFolder& staged, unsigned plain) {
    write(staged.path() / "bin/run", "#!/bin/sh\n", 0755);
    write(staged.path() / "lib/x.txt", "x", plain);
    fs::create_symlink("../bin/run", staged.path() / "lib/run");
  };
  auto first = f.store->staging("test").value();
  fill(first, 0644);
  const auto foretold = f.store->digest_folder(first.path()).value();
  const auto digest = f.store->publish_tree(std::move(first)).value();
  CHECK(foretold == digest);
  const auto tree = f.store->tree_path(digest);
  CHECK(mode_of(tree) == 0555);
  CHECK(mode_of(tree / "bin") == 0555);
  CHECK(mode_of(tree / "bin/run") == 0555);
  CHECK(mode_of(tree / "lib/x.txt") == 0444);
  CHECK(f.store->has_tree(digest));

  auto again = f.store->staging("test").value();
  fill(again, 0600);
  CHECK(f.store->publish_tree(std::move(again)).value() == digest);
  CHECK(fs::is_empty(f.root / "tmp"));

  auto other = f.store->staging("test").value();
  fill(other, 0755);
  CHECK(f.store->publish_tree(std::move(other)).value() != digest);
}

TEST_CASE("a tree of hard links is digested without reading the files again")
{
  Fixture f;
  auto staged = f.store->staging("test").value();
  write(staged.path() / "a", "some text");
  const auto digest = f.store->publish_tree(std::move(staged)).value();
  const auto original = f.store->tree_path(digest) / "a";

  auto composed = f.store->staging("test").value();
  fs::create_hard_link(original, composed.path() / "a");
  // Same inode and size and time with other bytes: only a reader would notice.
  struct stat facts {};
  REQUIRE(::stat(original.c_str(), &facts) == 0);
  REQUIRE(::chmod(original.c_str(), 0644) == 0);
  write(original, "SOME TEXT", 0444);
  const struct timespec times[2] = {facts.st_atim, facts.st_mtim};
  REQUIRE(::utimensat(AT_FDCWD, original.c_str(), times, 0) == 0);
  CHECK(f.store->publish_tree(std::move(composed)).value() == digest);

  // And a store opened later has the same knowledge.
  f.store = Store::open(f.root).value();
  CHECK(f.store->digest_folder(f.store->tree_path(digest)).value() == digest);
  // verify trusts no cache.
  const auto damaged = f.store->verify().value();
  REQUIRE(damaged.size() == 1);
  CHECK(damaged[0].find(digest.render()) != std::string::npos);
  CHECK_FALSE(f.store->has_tree(digest));
}

TEST_CASE("a tree with a device or FIFO or set-id bit or escaping link is refused")
{
  Fixture f;
  const auto refusal = [&](auto make) {
    auto staged = f.store->staging("test").value();
    make(staged.path());
    const auto published = f.store->publish_tree(std::move(staged));
    REQUIRE_FALSE(published);
    CHECK(fs::is_empty(f.root / "trees"));
    return published.error().message();
  };
  CHECK(refusal([](const fs::path& at) {
          ::mkfifo((at / "p").c_str(), 0600);
        }).find("FIFO") != std::string::npos);
  CHECK(refusal([](const fs::path& at) { write(at / "s", "x", 04755); }).find("set-id") !=
        std::string::npos);
  CHECK(refusal([](const fs::path& at) {
          fs::create_symlink("/etc", at / "l");
        }).find("outside") != std::string::npos);
  CHECK(refusal([](const fs::path& at) {
          fs::create_symlink("../x", at / "l");
        }).find("outside") != std::string::npos);
}

TEST_CASE("an action is found by key while its outputs are there")
{
  Fixture f;
  auto staged = f.store->staging("test").value();
  write(staged.path() / "a", "text");
  const auto tree = f.store->publish_tree(std::move(staged)).value();
  const auto record = record_with(tree);
  CHECK_FALSE(f.store->find_action(record.key).value());
  REQUIRE(f.store->record_action(record, "project"));
  const auto found = f.store->find_action(record.key).value();
  REQUIRE(found);
  CHECK(found->name == record.name);
  CHECK(found->entries == record.entries);
  CHECK(found->outputs == record.outputs);
  REQUIRE(f.store->last_action("project", record.name).value());
  CHECK_FALSE(f.store->last_action("other", record.name).value());
  REQUIRE(os::remove_tree(f.store->tree_path(tree)));
  CHECK_FALSE(f.store->find_action(record.key).value());
  CHECK(f.store->last_action("project", record.name).value());
}

TEST_CASE("a garbled action record is as good as none and verify takes it away")
{
  Fixture f;
  auto record = record_with(TreeDigest{});
  record.outputs.clear();
  REQUIRE(f.store->record_action(record, "p"));
  const auto hex = record.key.render();
  const auto path = f.root / "actions" / hex.substr(0, 2) / hex;
  REQUIRE(::chmod(path.c_str(), 0644) == 0);
  write(path, "{");
  CHECK_FALSE(f.store->find_action(record.key).value());
  CHECK(f.store->verify().value().size() == 1);
}

TEST_CASE(
    "what a writer of a record left when it was killed is no damage and gc takes it")
{
  Fixture f;
  auto record = record_with(TreeDigest{});
  record.outputs.clear();
  REQUIRE(f.store->record_action(record, "p"));
  const auto hex = record.key.render();
  const auto left = f.root / "actions" / hex.substr(0, 2) / ("." + hex + ".1.1.tmp");
  write(left, "{");
  CHECK(f.store->verify().value().empty());
  CHECK(fs::exists(left));
  REQUIRE(f.store->collect_garbage(30));
  CHECK_FALSE(fs::exists(left));
}

TEST_CASE("a record that reads well and names another tree is as good as none")
{
  Fixture f;
  const auto wrong = TreeDigest{Digest::of("w")};
  const auto record = record_with(TreeDigest{Digest::of("t")});
  auto text = record.render();
  const auto right = Digest::of("t").render();
  text.replace(text.find(right), right.size(), wrong.render());
  CHECK_FALSE(ActionRecord::parse(text));
}

TEST_CASE("an action whose log is gone has to run again")
{
  Fixture f;
  auto record = record_with(TreeDigest{});
  record.outputs.clear();
  record.log = f.store->put_blob("said").value();
  REQUIRE(f.store->record_action(record, "p"));
  CHECK(f.store->find_action(record.key).value());
  fs::remove(f.store->blob_path(*record.log));
  CHECK_FALSE(f.store->find_action(record.key).value());
}

TEST_CASE("a cache that may share files with a damaged tree goes with it")
{
  Fixture f;
  auto staged = f.store->staging("test").value();
  write(staged.path() / "a", "text");
  const auto tree = f.store->publish_tree(std::move(staged)).value();
  const auto seeded = f.store->cache_folder("go-1").value();
  fs::create_directory(seeded / "gocache");
  const auto other = f.store->cache_folder("inner").value();
  CHECK(f.store->verify().value().empty());
  CHECK(fs::exists(seeded));
  REQUIRE(::chmod(f.store->tree_path(tree).c_str(), 0755) == 0);
  fs::remove(f.store->tree_path(tree) / "a");
  CHECK(f.store->verify().value().size() == 2);
  CHECK_FALSE(fs::exists(seeded));
  CHECK(fs::exists(other));
}

TEST_CASE("records render and parse as themselves")
{
  auto record = record_with(TreeDigest{Digest::of("t")});
  record.log = Digest::of("log");
  const auto again = ActionRecord::parse(record.render());
  REQUIRE(again);
  CHECK(again->render() == record.render());
  CHECK_FALSE(ActionRecord::parse("{}"));
  CHECK_FALSE(ActionRecord::parse("[1]"));
}

TEST_CASE("gc keeps what records and roots name and removes the rest")
{
  Fixture f;
  const auto rooted = f.store->put_blob("rooted").value();
  const auto input = f.store->put_blob("in").value();
  const auto loose = f.store->put_blob("loose").value();
  auto staged = f.store->staging("test").value();
  write(staged.path() / "a", "kept");
  const auto kept = f.store->publish_tree(std::move(staged)).value();
  auto other = f.store->staging("test").value();
  write(other.path() / "d/a", "loose");
  const auto dropped = f.store->publish_tree(std::move(other)).value();
  REQUIRE(f.store->record_action(record_with(kept), "p"));
  const auto lock = f.folder.path() / "crossroot.lock";
  write(lock, "");
  REQUIRE(f.store->add_root(lock.string(), {rooted}));
  const auto freed = f.store->collect_garbage(30);
  REQUIRE(freed);
  CHECK(*freed == 10);
  CHECK(f.store->has_blob(rooted));
  CHECK(f.store->has_blob(input));
  CHECK_FALSE(f.store->has_blob(loose));
  CHECK(f.store->has_tree(kept));
  CHECK_FALSE(f.store->has_tree(dropped));
  fs::remove(lock);
  REQUIRE(f.store->collect_garbage(30));
  CHECK_FALSE(f.store->has_blob(rooted));
}

TEST_CASE("gc does not run beside another user of the store")
{
  Fixture f;
  const auto other = Store::open(f.root).value();
  const auto refused = f.store->collect_garbage(30);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::environment);
}

TEST_CASE("what a killed process left in tmp is gone when the store is opened alone")
{
  Fixture f;
  write(f.root / "tmp/source-abc/d/file", "left", 0444);
  {
    const auto beside = Store::open(f.root).value();
    CHECK(fs::exists(f.root / "tmp/source-abc"));
  }
  f.store.reset();
  f.store = Store::open(f.root).value();
  CHECK(fs::is_empty(f.root / "tmp"));
}

TEST_CASE("many writers of the same blob and tree all succeed")
{
  Fixture f;
  const std::string text(100'000, 'x');
  std::vector<std::thread> writers;
  std::atomic<int> right{0};
  for (int i = 0; i < 8; ++i) {
    writers.emplace_back([&] {
      const auto blob = f.store->put_blob(text);
      auto staged = f.store->staging("race").value();
      std::ofstream(staged.path() / "f") << "content";
      const auto tree = f.store->publish_tree(std::move(staged));
      right += blob && tree && f.store->has_tree(*tree) ? 1 : 0;
    });
  }
  for (auto& writer : writers) {
    writer.join();
  }
  CHECK(right == 8);
  CHECK(fs::is_empty(f.root / "tmp"));
  CHECK(f.store->verify().value().empty());
}

TEST_CASE("the environment chooses the store")
{
  REQUIRE(::setenv("CROSSROOT_STORE", "/some/where else", 1) == 0);
  CHECK(default_store_root().value() == "/some/where else");
  REQUIRE(::unsetenv("CROSSROOT_STORE") == 0);
  if (::geteuid() == 0) {
    CHECK(default_store_root().value() == "/var/cache/crossroot");
  }
}
