// SPDX-License-Identifier: Apache-2.0
#include "resolve/apk_packages.hpp"
#include "resolve/apk_version.hpp"
#include "resolve/solve.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::resolve;

TEST_SUITE_BEGIN("resolve.apk");

namespace {

std::string
package(const std::string& name, const std::string& version, const std::string& more = "")
{
  return "C:Q1abc=\nP:" + name + "\nV:" + version + "\nA:x86_64\nS:7\n" + more + "\n";
}

std::string solved(const std::string& text,
                   std::vector<std::string> wanted,
                   std::vector<std::string> omit = {})
{
  const auto index = parse_apk_lists({{"v3/main/x86_64", text}});
  REQUIRE_MESSAGE(index, index.error().render());
  const auto out = solve({.index = *index,
                          .arch = "x86_64",
                          .wanted = std::move(wanted),
                          .omit = std::move(omit),
                          .keep = {},
                          .place = "alpine for x86_64"});
  if (!out) {
    return out.error().render();
  }
  std::string names;
  for (const auto& stanza : *out) {
    names += std::string(stanza.name) + "=" + std::string(stanza.version) + " ";
  }
  return names;
}

} // namespace

TEST_CASE("versions compare as apk compares them")
{
  // From old to new.
  const std::vector<std::string> order{
      "1.2_alpha", "1.2_alpha2", "1.2_beta", "1.2_pre1", "1.2_rc1", "1.2",
      "1.2-r0",    "1.2-r9",     "1.2-r10",  "1.2_git5", "1.2_p1",  "1.2a",
      "1.2b",      "1.2.05",     "1.2.1",    "1.2.3",    "1.10",    "2"};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = 0; j < order.size(); ++j) {
      CAPTURE(order[i]);
      CAPTURE(order[j]);
      CHECK(compare_apk_versions(order[i], order[j]) == (i < j ? -1 : i > j ? 1 : 0));
    }
  }
  CHECK(apk_version_is_like("1.2.3-r0", "1.2"));
  CHECK(apk_version_is_like("1.2-r0", "1.2"));
  CHECK_FALSE(apk_version_is_like("1.20", "1.2"));
}

TEST_CASE("a stanza is read with its place and its digest and its conflicts")
{
  const auto index = parse_apk_lists(
      {{"v3/main/x86_64", package("a", "1-r0", "D:b !c so:libd.so.1\np:cmd:a=1-r0\n")}});
  REQUIRE(index);
  const auto& stanza = index->stanzas()[0];
  CHECK(stanza.path == "v3/main/x86_64/a-1-r0.apk");
  CHECK(stanza.control_sha1 == "Q1abc=");
  CHECK(stanza.depends == "b so:libd.so.1 ");
  CHECK(stanza.conflicts == "c ");
  CHECK(index->providing("cmd:a").size() == 1);
  CHECK_FALSE(parse_apk_lists({{"x", "P:a\nnonsense\n"}}));
  CHECK_FALSE(parse_apk_lists({{"x", "P:a\n\n"}}));
}

TEST_CASE("dependencies are solved by apk's versions")
{
  const auto text = package("app", "1-r0", "D:lib>=1.2_rc1 so:libx.so.1\n") +
                    package("lib", "1.2_beta") + package("lib", "1.2_rc2-r1") +
                    package("x", "3-r0", "p:so:libx.so.1=1.3\n") +
                    package("old", "1-r0", "D:lib<1.2_rc1\n") +
                    package("like", "1-r0", "D:y~2.1\n") + package("y", "2.1.7-r2") +
                    package("y", "2.10-r0") + package("extra", "1", "i:app\n") +
                    package("apart", "1-r0", "D:!y\n") +
                    package("unlike", "1-r0", "D:y~9\n");
  CHECK(solved(text, {"app"}) == "app=1-r0 lib=1.2_rc2-r1 x=3-r0 ");
  CHECK(solved(text, {"old"}) == "lib=1.2_beta old=1-r0 ");
  CHECK(solved(text, {"like"}) == "like=1-r0 y=2.1.7-r2 ");
  CHECK(solved(text, {"y"}) == "y=2.10-r0 ");
  CHECK(solved(text, {"app"}, {"x"}) == "app=1-r0 lib=1.2_rc2-r1 ");
  CHECK(solved(text, {"apart", "y"}).find("conflicts with") != std::string::npos);
  const auto message = solved(text, {"app", "old"});
  CAPTURE(message);
  CHECK(message.find("lib >= 1.2_rc1") != std::string::npos);
  CHECK(solved(text, {"unlike"}).starts_with("error[resolve]"));
}
