// SPDX-License-Identifier: Apache-2.0
#include "lockfile/lockfile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace crossroot;

namespace {

Lock sample()
{
  Lock lock;
  lock.inputs = {{"go.sdk", "1.25.5"}, {"definition.debian-11", "abc"}};
  lock.source = {.kind = "path", .url = "."};
  lock.sdk = {.version = "1.25.5",
              .host = "linux-amd64",
              .module = "golang.org/toolchain@v0.0.1-go1.25.5.linux-amd64",
              .h1 = "h1:abc=",
              .sha256 = Digest::of("sdk"),
              .size = 77,
              .kind = "module"};
  lock.indexes = {{.definition = "debian-11",
                   .archive = "debian",
                   .suite = "bullseye",
                   .arch = "amd64",
                   .date = "2025-08-09T09:16:30Z",
                   .snapshot = "20250809T091630Z",
                   .key = "1F89983E0081FDE018F3CC9673A4F27B8DD47936",
                   .in_release = Digest::of("in"),
                   .packages = Digest::of("packages"),
                   .packages_path = "dists/bullseye/main/binary-amd64/Packages.xz",
                   .packages_size = 8065948}};
  for (const auto* name : {"libc6", "libc6-dev", "libgcc-s1"}) {
    lock.packages.push_back({.tree = "sysroot x86_64-linux-gnu debian-11",
                             .name = name,
                             .version = "1:2.31-13+deb11u11",
                             .arch = "amd64",
                             .archive = "debian",
                             .path = std::string("pool/main/") + name + ".deb",
                             .sha256 = Digest::of(name),
                             .size = 5});
  }
  lock.modules = {{.path = "github.com/mattn/go-sqlite3",
                   .version = "v1.14.22",
                   .h1 = "h1:q=",
                   .zip = Digest::of("zip"),
                   .mod = Digest::of("mod"),
                   .zip_size = 9,
                   .mod_size = 3},
                  {.path = "example.com/only/mod",
                   .version = "v1.0.0",
                   .mod = Digest::of("m"),
                   .mod_size = 1}};
  return lock;
}

} // namespace

TEST_SUITE_BEGIN("lockfile.lockfile");

TEST_CASE("a lock renders as the golden file byte for byte")
{
  std::ifstream file(CROSSROOT_SOURCE_DIR "/tests/unit/lockfile/golden.lock");
  std::stringstream golden;
  golden << file.rdbuf();
  CHECK(sample().render() == golden.str());
}

TEST_CASE("parsing what was rendered and rendering again gives the same bytes")
{
  const auto text = sample().render();
  const auto parsed = parse_lock(text, "crossroot.lock");
  REQUIRE(parsed);
  CHECK(parsed->render() == text);
  CHECK(parsed->modules.size() == 2);
  CHECK(parsed->sdk.sha256 == Digest::of("sdk"));
}

TEST_CASE("the order in which entries were found does not show")
{
  auto shuffled = sample();
  std::reverse(shuffled.packages.begin(), shuffled.packages.end());
  std::reverse(shuffled.modules.begin(), shuffled.modules.end());
  CHECK(shuffled.render() == sample().render());
}

TEST_CASE("an unknown key in an entry is refused with its place")
{
  const auto parsed =
      parse_lock("schema = 1\npackages = [\n  { tree = \"t\", nam = \"x\" },\n]\n", "l");
  REQUIRE_FALSE(parsed);
  REQUIRE(parsed.error().position());
  CHECK(parsed.error().position()->line == 3);
}

TEST_CASE("a lock of another schema is stale and not misread")
{
  const auto parsed = parse_lock("schema = 2\nwhatever = 1\n", "l");
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().kind() == ErrorKind::lock_stale);
}

TEST_CASE("a path that climbs out of its archive is refused")
{
  auto lock = sample();
  lock.packages[0].path = "pool/../../etc/passwd";
  CHECK_FALSE(parse_lock(lock.render(), "l"));
}

TEST_CASE("a negative size and a short digest are refused")
{
  CHECK_FALSE(parse_lock("schema = 1\nsdk = { size = -1 }\n", "l"));
  CHECK_FALSE(parse_lock("schema = 1\nsdk = { sha256 = \"abc\" }\n", "l"));
}

TEST_CASE("check_lock names the first key that moved in sorted order")
{
  const auto lock = sample();
  CHECK(check_lock(lock, lock.inputs));
  auto inputs = lock.inputs;
  inputs["go.sdk"] = "1.26.0";
  auto checked = check_lock(lock, inputs);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().kind() == ErrorKind::lock_stale);
  CHECK(checked.error().message().find("go.sdk") != std::string::npos);
  inputs["a.new"] = "1";
  checked = check_lock(lock, inputs);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().message().find("a.new") != std::string::npos);
  inputs = lock.inputs;
  inputs.erase("definition.debian-11");
  CHECK_FALSE(check_lock(lock, inputs));
}
