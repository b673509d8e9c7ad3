// SPDX-License-Identifier: Apache-2.0
// A mirror is not trusted: it may serve another's index, an old one, an expired one, or
// one that it changed. Each case stands a real archive up on loopback, signed by gpg as
// Debian signs its own, and locks from it.
#define DOCTEST_CONFIG_IMPLEMENT
#include "integration/signed_archive.hpp"
#include "os/process.hpp"
#include "resolve/package_lock.hpp"
#include "support/fake_sandbox.hpp"
#include "support/loopback_server.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>

using namespace crossroot;
using resolve::ResolveContext;
using resolve::ResolveOptions;
using resolve::TreeWish;
using test::HttpReply;
using test::HttpRequest;
using test::LoopbackServer;
using test::SignedArchive;

namespace {

namespace fs = std::filesystem;

const test::SigningKeys* signing_keys = nullptr; // set by main
const char* const k_long_ago = "Sat, 16 Aug 2025 09:16:30 UTC";

std::string definition_text()
{
  return "schema = 1\nrole = \"sysroot\"\nsuite = \"testing\"\ncomponents = [\"main\"]\n"
         "architectures = [\"amd64\"]\nlibc = \"2.31\"\nkeys = [\"" +
         signing_keys->trusted() +
         "\"]\n[archive]\nname = \"tiny\"\nkind = \"deb\"\n"
         "upstream = [\"http://archive.example/tiny\"]\n[packages]\nbase = [\"libc6\"]\n";
}

SignedArchive small_archive()
{
  SignedArchive archive;
  archive.package("app", "1.0", "Depends: libfoo (>= 1)\n");
  archive.package("libfoo", "1.0");
  archive.package("tool", "1.0");
  return archive;
}

/// Mirrors on loopback, a store, and a definition that trusts one of the two keys.
class Bench {
public:
  Bench()
      : folder_(os::TempFolder::make(fs::temp_directory_path(), "hostile-").value()),
        definitions_(Definitions::from_files(
                         {{"tiny-1.toml", definition_text()},
                          {signing_keys->trusted() + ".gpg",
                           signing_keys->certificate(signing_keys->trusted())}})
                         .value()),
        store_(store::Store::open(folder_.path() / "store").value()),
        http_(net::make_http_client({}).value()),
        sandbox_([](const sandbox::SandboxSpec&) -> Result<sandbox::SandboxOutcome> {
          return Error(ErrorKind::bug, "test", "locking packages runs nothing");
        })
  {
  }

  void serve(std::map<std::string, std::string> files)
  {
    servers_.push_back(std::make_unique<LoopbackServer>(
        [files = std::move(files)](const HttpRequest& request) {
          const auto found = files.find(request.path.substr(1));
          return found == files.end() ? HttpReply{.status = 404}
                                      : HttpReply{.body = found->second};
        }));
    sources_["tiny"].push_back({"--mirror", servers_.back()->url()});
  }
  void serve(const SignedArchive& archive)
  {
    serve(archive.files(*signing_keys, signing_keys->trusted()));
  }
  void forget_mirrors() { sources_.clear(); }

  Result<Lock> lock(std::vector<std::string> wanted,
                    const Lock* previous = nullptr,
                    const ResolveOptions& options = {})
  {
    const TreeWish wish{.tree = "sysroot x86_64-linux-gnu tiny-1",
                        .definition = "tiny-1",
                        .arch = "amd64",
                        .wanted = std::move(wanted)};
    Lock lock;
    CROSSROOT_CHECK(resolve::lock_packages({wish}, previous, options, context(), lock));
    return lock;
  }
  Result<void> audit(const Lock& lock)
  {
    return resolve::audit(Recipe(), lock, folder_.path(), context());
  }
  store::Store& store() { return *store_; }

private:
  ResolveContext context()
  {
    return {.definitions = definitions_,
            .sources = sources_,
            .store = *store_,
            .http = *http_,
            .sandbox = sandbox_,
            .events = silent_,
            .cancel = cancel_};
  }

  os::TempFolder folder_;
  Definitions definitions_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<net::HttpClient> http_;
  test::FakeSandbox sandbox_;
  SilentSink silent_;
  CancelToken cancel_;
  fetch::Sources sources_;
  std::vector<std::unique_ptr<LoopbackServer>> servers_;
};

std::string versions(const Lock& lock)
{
  std::string text;
  for (const auto& package : lock.packages) {
    text += package.name + " " + package.version + "\n";
  }
  return text;
}

bool says(const Error& error, std::string_view text)
{
  return error.render().find(text) != std::string::npos;
}

} // namespace

TEST_SUITE_BEGIN("integration.hostile_archive");

TEST_CASE("a signed archive is locked with its date and key and the audit holds")
{
  Bench bench;
  bench.serve(small_archive());
  const auto lock = bench.lock({"app"});
  REQUIRE_MESSAGE(lock, lock.error().render());
  CHECK(versions(*lock) == "app 1.0\nlibfoo 1.0\n");
  REQUIRE(lock->indexes.size() == 1);
  CHECK(lock->indexes[0].date == "2025-08-09T09:16:30Z");
  CHECK(lock->indexes[0].key == signing_keys->trusted());
  CHECK_FALSE(lock->indexes[0].expired);
  CHECK(bench.audit(*lock));
}

TEST_CASE("an index signed by an unknown key is refused and the key is named")
{
  Bench bench;
  bench.serve(small_archive().files(*signing_keys, signing_keys->stranger()));
  const auto lock = bench.lock({"app"});
  REQUIRE_FALSE(lock);
  CHECK(lock.error().kind() == ErrorKind::digest_mismatch);
  CHECK(says(lock.error(), "signed by " + signing_keys->stranger().substr(24) + " only"));
}

TEST_CASE("a mirror whose index is not signed is passed over for the next")
{
  Bench bench;
  auto files = small_archive().files(*signing_keys, signing_keys->trusted());
  files["dists/testing/InRelease"] = "<html>please log in</html>";
  bench.serve(files);
  REQUIRE_FALSE(bench.lock({"app"}));
  bench.serve(small_archive());
  CHECK(bench.lock({"app"}));
}

TEST_CASE("a Release file changed after signing is refused")
{
  Bench bench;
  auto files = small_archive().files(*signing_keys, signing_keys->trusted());
  auto& text = files["dists/testing/InRelease"];
  text.replace(text.find("09:16:30"), 8, "10:16:30");
  bench.serve(files);
  const auto lock = bench.lock({"app"});
  REQUIRE_FALSE(lock);
  CHECK(lock.error().kind() == ErrorKind::digest_mismatch);
  CHECK(says(lock.error(), "it was changed on its way"));
}

TEST_CASE("lines around the signed part are not believed")
{
  Bench bench;
  auto files = small_archive().files(*signing_keys, signing_keys->trusted());
  auto evil = small_archive();
  evil.package("app", "9.9");
  const auto other = evil.files(*signing_keys, signing_keys->stranger());
  auto& text = files["dists/testing/InRelease"];
  text =
      "SHA256:\n " + std::string(64, '0') + " 1 main/binary-amd64/Packages.xz\n\n" + text;
  files["dists/testing/main/binary-amd64/Packages.xz"] =
      other.at("dists/testing/main/binary-amd64/Packages.xz");
  bench.serve(files);
  const auto lock = bench.lock({"app"});
  REQUIRE_FALSE(lock);
  CHECK(lock.error().kind() == ErrorKind::digest_mismatch);
}

TEST_CASE("an expired index is refused and with leave recorded in the lock")
{
  Bench bench;
  auto archive = small_archive();
  archive.valid_until = k_long_ago;
  bench.serve(archive);
  const auto refused = bench.lock({"app"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::digest_mismatch);
  CHECK(says(refused.error(), "the index was valid until 2025-08-16T09:16:30Z"));
  CHECK(says(refused.error(), "crossroot lock --allow-expired"));
  const auto lock = bench.lock({"app"}, nullptr, {.allow_expired = true});
  REQUIRE(lock);
  CHECK(lock->indexes[0].expired);
  CHECK(lock->render().find("expired = true") != std::string::npos);
  CHECK(bench.audit(*lock));
}

TEST_CASE("an index older than the lock is refused and with leave accepted")
{
  Bench bench;
  bench.serve(small_archive());
  const auto now = bench.lock({"app"});
  REQUIRE(now);
  bench.forget_mirrors();
  auto replayed = small_archive();
  replayed.date = "Fri, 08 Aug 2025 09:16:30 UTC";
  bench.serve(replayed);
  const auto refused = bench.lock({"app"}, &*now);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::digest_mismatch);
  CHECK(says(refused.error(), "2025-08-08T09:16:30Z before 2025-08-09T09:16:30Z"));
  CHECK(says(refused.error(), "crossroot lock --allow-downgrade"));
  const auto older = bench.lock({"app"}, &*now, {.allow_downgrade = true});
  REQUIRE(older);
  CHECK(older->indexes[0].date == "2025-08-08T09:16:30Z");
  // The same date again is no replay.
  CHECK(bench.lock({"app"}, &*older));
}

TEST_CASE("an index of another suite is refused")
{
  Bench bench;
  auto archive = small_archive();
  archive.codename = "stable";
  bench.serve(archive);
  const auto lock = bench.lock({"app"});
  REQUIRE_FALSE(lock);
  CHECK(lock.error().kind() == ErrorKind::digest_mismatch);
  CHECK(says(lock.error(), "of suite stable"));
}

TEST_CASE("a package list other than the signed one is refused")
{
  Bench bench;
  auto files = small_archive().files(*signing_keys, signing_keys->trusted());
  auto evil = small_archive();
  evil.package("app", "9.9");
  const std::string name = "dists/testing/main/binary-amd64/Packages.xz";
  files[name] = evil.files(*signing_keys, signing_keys->trusted()).at(name);
  bench.serve(files);
  const auto lock = bench.lock({"app"});
  REQUIRE_FALSE(lock);
  CHECK(lock.error().kind() == ErrorKind::digest_mismatch);
  CHECK(says(lock.error(), "does not have the pinned bytes on any source"));
  CHECK_FALSE(bench.store().has_blob(Digest::of(files[name])));
}

TEST_CASE("packages without a solution are refused with both dependency paths")
{
  Bench bench;
  auto archive = small_archive();
  archive.package("server", "1.0", "Depends: middle\n");
  archive.package("middle", "1.0", "Depends: libbar (>= 2)\n");
  archive.package("client", "1.0", "Depends: libbar (<< 2)\n");
  archive.package("libbar", "1.0");
  archive.package("libbar", "2.0");
  bench.serve(archive);
  const auto lock = bench.lock({"server", "client"});
  REQUIRE_FALSE(lock);
  CHECK(lock.error().kind() == ErrorKind::definition);
  const auto text = lock.error().render();
  CAPTURE(text);
  CHECK(text.find("path   server → middle → libbar >= 2\n") != std::string::npos);
  CHECK(text.find("path   client → libbar << 2\n") != std::string::npos);
  CHECK(text.find("path   server\n") == std::string::npos);
  CHECK(bench.lock({"server"}));
  CHECK(bench.lock({"client"}));
}

TEST_CASE("an update of one package leaves the others at their versions")
{
  Bench bench;
  bench.serve(small_archive());
  const auto before = bench.lock({"app", "tool"});
  REQUIRE(before);
  bench.forget_mirrors();
  auto archive = small_archive();
  archive.date = "Sun, 10 Aug 2025 09:16:30 UTC";
  archive.package("app", "1.1", "Depends: libfoo (>= 1)\n");
  archive.package("libfoo", "1.1");
  archive.package("tool", "1.1");
  bench.serve(archive);
  const auto one = bench.lock({"app", "tool"}, &*before, {.update = {"libfoo"}});
  REQUIRE_MESSAGE(one, one.error().render());
  CHECK(versions(*one) == "app 1.0\nlibfoo 1.1\ntool 1.0\n");
  CHECK(resolve::changes_between(*before, *one).size() >= 1);
  const auto all = bench.lock({"app", "tool"}, &*before);
  REQUIRE(all);
  CHECK(versions(*all) == "app 1.1\nlibfoo 1.1\ntool 1.1\n");
}

TEST_CASE("the audit finds a lock that names other bytes or another index or key")
{
  Bench bench;
  bench.serve(small_archive());
  const auto lock = bench.lock({"app"});
  REQUIRE(lock);
  auto package = *lock;
  package.packages[1].sha256 = Digest::of("evil");
  const auto found = bench.audit(package);
  REQUIRE_FALSE(found);
  CHECK(found.error().id() == "audit");
  CHECK(says(found.error(), "libfoo 1.0"));
  auto list = *lock;
  list.indexes[0].packages = Digest::of("evil");
  CHECK(says(bench.audit(list).error(), "is not the signed one"));
  const auto evil = small_archive().files(*signing_keys, signing_keys->stranger());
  auto release = *lock;
  release.indexes[0].in_release =
      bench.store().put_blob(evil.at("dists/testing/InRelease")).value();
  CHECK(bench.audit(release).error().kind() == ErrorKind::digest_mismatch);
}

int main(int argc, char** argv)
{
  if (!os::find_program("gpg") || !os::find_program("gpgv")) {
    std::fputs("skipped: gpg is not installed\n", stderr);
    return 77;
  }
  const test::SigningKeys keys;
  signing_keys = &keys;
  doctest::Context context(argc, argv);
  return context.run();
}
