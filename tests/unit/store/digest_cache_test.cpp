// SPDX-License-Identifier: Apache-2.0
#include "os/files.hpp"
#include "store/digest_cache.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

using namespace crossroot;
using namespace crossroot::store;

namespace {

namespace fs = std::filesystem;

struct Fixture {
  os::TempFolder folder =
      os::TempFolder::make(fs::temp_directory_path(), "digests-test").value();
  fs::path file = folder.path() / "digests";
};

FileIdentity identity(std::uint64_t inode)
{
  return {1, inode, 10, 20, 30};
}
Digest digest(std::uint64_t inode)
{
  return Digest::of(std::to_string(inode));
}

void fill(const fs::path& file, std::uint64_t count)
{
  std::vector<DigestCache::Line> lines;
  for (std::uint64_t i = 0; i < count; ++i) {
    lines.push_back({identity(i), digest(i)});
  }
  DigestCache(file).add(lines);
}

} // namespace

TEST_SUITE_BEGIN("store.digest_cache");

TEST_CASE("the first question and the hundredth get the same answers")
{
  const Fixture f;
  fill(f.file, 100);
  DigestCache cache(f.file);
  for (std::uint64_t i = 0; i < 100; ++i) {
    CHECK(cache.find(identity(i)) == digest(i));
    CHECK_FALSE(cache.find(identity(i + 1000)));
  }
}

TEST_CASE("an inode that was used again is another file")
{
  const Fixture f;
  fill(f.file, 3);
  DigestCache cache(f.file);
  auto younger = identity(2);
  younger.made_ns = 31;
  CHECK_FALSE(cache.find(younger));
  cache.add({{younger, digest(7)}});
  CHECK(DigestCache(f.file).find(younger) == digest(7));
  CHECK(DigestCache(f.file).find(identity(2)) == digest(2));
}

TEST_CASE("a torn tail hides no record before it and none that follows")
{
  const Fixture f;
  fill(f.file, 3);
  std::ofstream(f.file, std::ios::binary | std::ios::app) << "torn";
  CHECK(DigestCache(f.file).find(identity(2)) == digest(2));
  DigestCache(f.file).add({{identity(9), digest(9)}});
  CHECK(DigestCache(f.file).find(identity(9)) == digest(9));
}
