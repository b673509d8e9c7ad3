// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_archive.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

TEST_SUITE_BEGIN("inner_cc.archive");

using namespace crossroot::inner;
namespace fs = std::filesystem;

namespace {

/// The fuzzer's seeds are objects of three kinds that define "answer" and "spare", keep
/// "helper" for themselves and ask for "missing".
std::string seed(const std::string& name)
{
  const fs::path folder = CROSSROOT_SOURCE_DIR "/tests/fuzz/inner_cc/corpus/object_names";
  std::ifstream file(folder / name, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string archive_of(const std::vector<ArchiveInput>& inputs)
{
  std::string problem;
  const auto archive = make_archive(inputs, problem);
  REQUIRE_MESSAGE(archive, problem);
  return *archive;
}

} // namespace

TEST_CASE("an object's names are those that others can use")
{
  const std::vector<std::string> names{"answer", "spare"};
  for (const auto* kind : {"little-64", "big-64", "little-32"}) {
    CHECK(defined_names(seed(kind)) == names);
  }
}

TEST_CASE("what is no object or lies about itself has no names")
{
  CHECK_FALSE(defined_names(""));
  CHECK_FALSE(defined_names("int main;"));
  CHECK_FALSE(defined_names(seed("sections-far-outside")));
  const auto whole = seed("little-64");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto names = defined_names(std::string_view(whole).substr(0, size));
    CHECK((!names || names->empty() || names->size() == 2));
  }
}

TEST_CASE("the index leads from each name to the header of its member")
{
  const auto object = seed("little-64");
  const auto archive = archive_of({{"readme", "odd"}, {"a-rather-long-name.o", object}});
  CHECK(archive.starts_with("!<arch>\n/               "));
  const auto number = [&](std::size_t at) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      value = value << 8 | static_cast<unsigned char>(archive.at(at + i));
    }
    return value;
  };
  REQUIRE(number(68) == 2);
  CHECK(number(72) == number(76));
  CHECK(archive.substr(number(72), 16) == "/0              ");
  CHECK(archive.substr(number(72) + 60, object.size()) == object);
  CHECK(archive.substr(80, 13) == std::string("answer\0spare\0", 13));
  CHECK(archive.find("a-rather-long-name.o/\n") != std::string::npos);
}

TEST_CASE("the command of go writes the archive and refuses what it does not know")
{
  std::string name = (fs::temp_directory_path() / "crossroot-ar-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  const fs::path folder = name;
  std::ofstream(folder / "go.o", std::ios::binary) << seed("little-64");
  const auto out = (folder / "lib.a").string();
  const auto in = (folder / "go.o").string();
  CHECK(archive_main({"-q", "-c", "-s", out, in}) == 0);
  const auto size = fs::file_size(out);
  CHECK(archive_main({"rcsD", out, in}) == 0);
  CHECK(fs::file_size(out) == size);
  CHECK(archive_main({"-x", out}) == 1);
  CHECK(archive_main({"-q", out, (folder / "none.o").string()}) == 1);
  CHECK(archive_main({"-q"}) == 1);
  fs::remove_all(folder);
}

TEST_SUITE_END();
