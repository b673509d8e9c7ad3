// SPDX-License-Identifier: Apache-2.0
#include "support/golden.hpp"
#include "unit/verify/runs_on_fixture.hpp"
#include "verify/report_html.hpp"

using namespace crossroot;
using test::ask;
using test::demand_of_spec;
using test::picky_program;
using verify::html_text;

namespace {

std::size_t count(const std::string& text, const std::string& piece)
{
  std::size_t found = 0;
  for (auto at = text.find(piece); at != std::string::npos;
       at = text.find(piece, at + piece.size())) {
    ++found;
  }
  return found;
}

std::string page_of(const std::string& name)
{
  auto reach = ask();
  verify::add_file(reach, demand_of_spec(picky_program(), name));
  return verify::render_page({.title = "crossroot runs-on", .reach = reach});
}

} // namespace

TEST_SUITE_BEGIN("verify.report_html");

TEST_CASE("the page is as reviewed")
{
  auto reach = ask();
  verify::add_file(reach, demand_of_spec(picky_program()));
  verify::FileDemand script;
  script.file = "bin/run.sh";
  script.problem = "no ELF file that can be read: not an ELF file";
  verify::add_file(reach, script);
  reach.files.front().proofs = {{"New 1, glibc 2.36-9", verify::Proof::Outcome::partly,
                                 "not in this root: libz.so.1",
                                 reach.files.front().verdicts[2]}};
  verify::Report report;
  report.file = "bin/picky";
  report.findings = {{"glibc-floor",
                      verify::Status::fail,
                      "at most 2.17",
                      "2.34",
                      {"dlopen@GLIBC_2.34 (libc.so.6)"},
                      "",
                      "",
                      "",
                      "floor.glibc = \"2.34\""},
                     {"nx", verify::Status::pass, "", "", {}, "", "", "", ""}};
  const std::vector reports{report};
  auto page = verify::render_page(
      {.title = "crossroot verify", .reach = reach, .reports = reports});
  // The style sheet is reviewed in its own file.
  const auto style = page.find("<style>\n");
  page.erase(style, page.find("</style>") - style);
  CHECK(page == test::golden("verify/page.html", page));
}

TEST_CASE("every verdict stands in the map with its reason and in the table")
{
  const auto page = page_of("bin/picky");
  CHECK(count(page, "title=\"bin/picky on ") == 5);
  CHECK(page.find("title=\"bin/picky on Old 7 refuses: needs glibc 2.34, has 2.17\"") !=
        std::string::npos);
  CHECK(count(page, "<td>needs glibc 2.34, has 2.17</td>") == 1);
  CHECK(page.find("<code>dlopen</code><code>pthread_create</code>") != std::string::npos);
}

TEST_CASE("what could not be read stands on the page with its reason")
{
  auto reach = ask();
  const std::vector<verify::Unread> unread{{"bin/<b>", "Permission denied"}};
  const auto page = verify::render_page({.title = "t", .reach = reach, .unread = unread});
  CHECK(count(page, "<bdi>bin/&lt;b&gt;</bdi></td><td>Permission denied</td>") == 1);
  CHECK(count(page, "<b>1</b>not read") == 1);
  CHECK(count(page_of("x"), "not read") == 0);
}

TEST_CASE("the page asks nothing of anybody")
{
  const auto page = page_of("bin/picky");
  for (const std::string piece :
       {"http:", "https:", "src=", "href=", "@import", "url(", "<script", "<link"}) {
    CHECK_MESSAGE(page.find(piece) == std::string::npos, piece);
  }
  CHECK(page.find("default-src 'none'") != std::string::npos);
}

TEST_CASE("a hostile name is text wherever it stands")
{
  const std::string hostile = "a\"'><img src=x onerror=alert(1)>&\x1b[2J";
  const auto page = page_of(hostile);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find('\x1b') == std::string::npos);
  CHECK(count(page, "a&quot;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;\\x1b[2J") ==
        7);
}

TEST_CASE("bytes that are no text and marks that turn its direction are made visible")
{
  CHECK(html_text("plain – text") == "plain – text");
  CHECK(html_text("\xff\xc3") == "\\xff\\xc3");
  CHECK(html_text("\xc0\xaf") == "\\xc0\\xaf");          // an overlong slash
  CHECK(html_text("\xed\xa0\x80") == "\\xed\\xa0\\x80"); // half a surrogate pair
  CHECK(html_text("\xe2\x80\xae") == "\\u202e");
  CHECK(html_text("\xc2\x85") == "\\x85");
  CHECK(html_text("\xf0\x9f\x98\x80") == "\xf0\x9f\x98\x80");
  CHECK(html_text(std::string_view("\0", 1)) == "\\x00");
}

TEST_CASE("many files are folded so that the map stays in sight")
{
  auto reach = ask();
  for (int i = 0; i < 5; ++i) {
    verify::add_file(reach, demand_of_spec(picky_program(), "bin/" + std::to_string(i)));
  }
  CHECK(count(verify::render_page({.title = "t", .reach = reach}), "<details class=") ==
        5);
  CHECK(count(verify::render_page({.title = "t", .reach = reach}), " open>") == 0);
  CHECK(count(page_of("bin/picky"), " open>") == 1);
}

TEST_SUITE_END();
