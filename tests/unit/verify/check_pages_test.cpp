// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "recipe/recipe.hpp"
#include "unit/verify/fixture.hpp"
#include "verify/check_pages.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using namespace crossroot;

TEST_SUITE_BEGIN("verify.check_pages");

namespace {

/// The stable ids that findings may carry.
constexpr std::array<std::string_view, 32> k_ids{
    "abi-marker",     "bind-now",
    "build-id",       "build-path",
    "dlopen-tls",     "exports",
    "float-abi",      "forbidden-symbol",
    "glibc-floor",    "go-buildinfo",
    "interpreter",    "isa-level",
    "kernel-floor",   "kernel-note",
    "libgcc-floor",   "libstdcxx-floor",
    "machine",        "musl-floor",
    "needed",         "nx",
    "page-size",      "pie",
    "private-symbol", "relr",
    "relro",          "rpath",
    "rwx-segment",    "section-view",
    "static",         "text-relocation",
    "undefined",      "version-provider",
};

/// Whether the indented lines of a page are a piece of a recipe: they open a table.
bool opens_table(std::string_view line)
{
  return line.starts_with("    [") && line.find(']') != std::string_view::npos;
}

/// The blocks of indented lines that are pieces of a recipe, without their indentation.
std::vector<std::string> recipe_pieces(std::string_view section)
{
  std::vector<std::string> pieces;
  bool within = false;
  for (const auto line : split_lines(section)) {
    if (!line.starts_with("    ")) {
      within = false;
    } else if (within || opens_table(line)) {
      if (!within) {
        pieces.emplace_back();
      }
      within = true;
      pieces.back() += std::string(line.substr(4)) + "\n";
    }
  }
  return pieces;
}

/// The piece as a whole recipe: with a target, and a triplet in it.
std::string whole_recipe(std::string piece)
{
  const auto target = piece.find("[target.");
  const std::string triplet = "triplet = \"x86_64-linux-gnu\"\n";
  if (target == std::string::npos) {
    piece += "\n[target.any]\n" + triplet;
  } else if (piece.find("triplet = ") == std::string::npos) {
    piece.insert(piece.find('\n', target) + 1, triplet);
  }
  return "schema = 1\n" + piece;
}

} // namespace

TEST_CASE("every id has a page and every page has an id")
{
  std::vector<std::string_view> found;
  for (const auto& page : verify::check_pages()) {
    found.push_back(page.id);
    CHECK(verify::find_check_page(page.id) == &page);
  }
  CHECK(found == std::vector<std::string_view>(k_ids.begin(), k_ids.end()));
  CHECK(verify::find_check_page("no-such-check") == nullptr);
  CHECK(verify::find_check_page("") == nullptr);
}

TEST_CASE("every check that is made has a page")
{
  const auto report = test::judge(test::good_program(), test::strict());
  CHECK(report.findings.size() >= 24);
  for (const auto& finding : report.findings) {
    CHECK_MESSAGE(verify::find_check_page(finding.check) != nullptr, finding.check);
  }
}

TEST_CASE("every page has a title and the four parts in their order")
{
  for (const auto& page : verify::check_pages()) {
    CAPTURE(page.id);
    CHECK(page.markdown.starts_with("# " + std::string(page.id) + ": "));
    CHECK(page.summary.size() >= 20);
    CHECK(page.summary.size() <= 60);
    CHECK_FALSE(page.summary.ends_with('.'));
    std::vector<std::string_view> headings;
    for (const auto line : split_lines(page.markdown)) {
      if (line.starts_with("## ")) {
        headings.push_back(line.substr(3));
      }
    }
    CHECK(headings == verify::page_sections());
    for (const auto heading : verify::page_sections()) {
      CAPTURE(heading);
      CHECK(page.section(heading).size() >= 30);
    }
    CHECK(page.section("No such part") == "");
  }
}

TEST_CASE("every page is plain text for a terminal of 80 columns")
{
  for (const auto& page : verify::check_pages()) {
    CAPTURE(page.id);
    CHECK(page.markdown.ends_with('\n'));
    CHECK(page.markdown.find("\n\n\n") == std::string_view::npos);
    const auto text = page.text();
    CHECK(text.find("## ") == std::string::npos);
    for (const auto line : split_lines(text)) {
      CAPTURE(line);
      CHECK(line.size() <= 80);
      CHECK_FALSE(line.ends_with(' '));
      CHECK(std::all_of(line.begin(), line.end(),
                        [](char c) { return c >= ' ' && c < 0x7f; }));
    }
  }
}

TEST_CASE("every remedy that is a piece of a recipe is read as one")
{
  std::size_t pieces = 0;
  for (const auto& page : verify::check_pages()) {
    for (const auto& piece : recipe_pieces(page.section("How to mend it"))) {
      ++pieces;
      const auto text = whole_recipe(piece);
      const auto recipe = parse_recipe(text, "crossroot.toml");
      CHECK_MESSAGE(recipe, page.id << ":\n"
                                    << text << (recipe ? "" : recipe.error().render()));
    }
  }
  CHECK(pieces >= 25);
}

TEST_SUITE_END();
