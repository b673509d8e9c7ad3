// SPDX-License-Identifier: Apache-2.0
#include "resolve/repomd.hpp"
#include "resolve/rich_dependency.hpp"
#include "resolve/rpm_primary.hpp"
#include "resolve/solve.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::resolve;

namespace {

const std::string k_digest(64, 'a');

/// "libc.so.6()(64bit)" or "glibc >= 2.17-1" as an element.
std::string entry(const std::string& text)
{
  const auto sign = text.find_first_of("<>=");
  if (text.starts_with('(') || sign == std::string::npos) {
    return "<rpm:entry name=\"" + text + "\"/>";
  }
  const auto last = text.find_last_of("<>=");
  const auto word = text.substr(sign, last + 1 - sign);
  const auto flags = word == "=" ? "EQ" : word == ">=" ? "GE" : word == "<" ? "LT" : "GT";
  auto version = text.substr(last + 2);
  std::string epoch = "0";
  if (const auto colon = version.find(':'); colon != std::string::npos) {
    epoch = version.substr(0, colon);
    version = version.substr(colon + 1);
  }
  const auto dash = version.find('-');
  return "<rpm:entry name=\"" + text.substr(0, sign - 1) + "\" flags=\"" + flags +
         "\" epoch=\"" + epoch + "\" ver=\"" + version.substr(0, dash) + "\"" +
         (dash == std::string::npos ? "" : " rel=\"" + version.substr(dash + 1) + "\"") +
         "/>";
}

struct Rpm {
  std::string name, version = "1", release = "1", epoch = "0", arch = "x86_64";
  std::vector<std::string> needs, provides, conflicts, obsoletes, files;

  std::string xml() const
  {
    std::string text = "<package type=\"rpm\"><name>" + name + "</name><arch>" + arch +
                       "</arch><version epoch=\"" + epoch + "\" ver=\"" + version +
                       "\" rel=\"" + release +
                       "\"/><checksum type=\"sha256\" pkgid=\"YES\">" + k_digest +
                       "</checksum><size package=\"77\"/><location href=\"Packages/" +
                       name + ".rpm\"/><format>";
    const auto list = [&](const char* kind, const std::vector<std::string>& all) {
      text += std::string("<rpm:") + kind + ">";
      for (const auto& one : all) {
        text += entry(one);
      }
      text += std::string("</rpm:") + kind + ">";
    };
    list("provides", provides);
    list("requires", needs);
    list("conflicts", conflicts);
    list("obsoletes", obsoletes);
    list("recommends", {"fancy"});
    for (const auto& file : files) {
      text += "<file>" + file + "</file>";
    }
    return text + "</format></package>";
  }
};

std::string primary_of(const std::vector<Rpm>& packages)
{
  std::string text = "<?xml version=\"1.0\"?>\n<metadata xmlns=\"x\" xmlns:rpm=\"y\">";
  for (const auto& package : packages) {
    text += package.xml();
  }
  return text + "</metadata>\n";
}

PackagesIndex index_of(const std::vector<Rpm>& packages)
{
  RpmPrimary primary;
  const auto added = primary.add(primary_of(packages), "7/os/x86_64");
  REQUIRE_MESSAGE(added, added.error().render());
  return std::move(primary).finish().value();
}

std::string solved(const std::vector<Rpm>& packages,
                   std::vector<std::string> wanted,
                   std::vector<std::string> omit = {})
{
  const auto index = index_of(packages);
  const auto out = solve({.index = index,
                          .arch = "x86_64",
                          .wanted = std::move(wanted),
                          .omit = std::move(omit),
                          .keep = {},
                          .place = "el for x86_64"});
  if (!out) {
    return out.error().render();
  }
  std::string text;
  for (const auto& stanza : *out) {
    text += std::string(stanza.name) + "=" + std::string(stanza.version) + " ";
  }
  return text;
}

std::string repomd_of(const std::string& revision, const std::string& data)
{
  return "<repomd xmlns=\"x\"><revision>" + revision + "</revision>" + data + "</repomd>";
}

std::string data_of(const std::string& more = "<size>12</size>",
                    const std::string& checksum = "sha256")
{
  return "<data type=\"filelists\"><timestamp>1604001700</timestamp></data>"
         "<data type=\"primary\"><checksum type=\"" +
         checksum + "\">" + k_digest +
         "</checksum><location href=\"repodata/p.xml.gz\"/>"
         "<timestamp>1604001756.5</timestamp><open-size>99</open-size>" +
         more + "</data>";
}

} // namespace

TEST_SUITE_BEGIN("resolve.rpm");

TEST_CASE("repomd names its list of packages with digest and size and time")
{
  const auto repomd = parse_repomd(repomd_of("1604001800", data_of()));
  REQUIRE_MESSAGE(repomd, repomd.error().render());
  CHECK(repomd->primary == "repodata/p.xml.gz");
  CHECK(repomd->sha256.render() == k_digest);
  CHECK(repomd->size == 12);
  CHECK(repomd->open_size == 99);
  CHECK(repomd->date == 1604001800);
  // Some archives count releases where others write the time.
  CHECK(parse_repomd(repomd_of("8.9", data_of()))->date == 1604001756);
}

TEST_CASE("a repomd that lacks what it must say is refused")
{
  for (const auto& xml :
       {repomd_of("1604001800", ""), repomd_of("1604001800", data_of("")),
        repomd_of("1604001800", data_of("<size>12</size>", "sha")),
        std::string("<repomd/>"), std::string("<repomd>"),
        std::string("<html>log in</html>"), std::string()}) {
    CAPTURE(xml);
    const auto repomd = parse_repomd(xml);
    REQUIRE_FALSE(repomd);
    CHECK(repomd.error().kind() == ErrorKind::digest_mismatch);
  }
  auto climbing = repomd_of("1604001800", data_of());
  climbing.replace(climbing.find("repodata/p"), 10, "../../p/x.");
  CHECK_FALSE(parse_repomd(climbing));
}

TEST_CASE("a document with entities of its own is refused")
{
  const auto repomd =
      parse_repomd("<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>" +
                   repomd_of("1604001800", data_of("<size>&b;</size>")));
  REQUIRE_FALSE(repomd);
  CHECK(repomd.error().render().find("DOCTYPE") != std::string::npos);
}

TEST_CASE("a package is read with its place and digest and relations")
{
  const auto index =
      index_of({{.name = "glibc",
                 .version = "2.17",
                 .release = "317.el7",
                 .needs = {"rpmlib(PayloadIsXz) = 5.2-1", "basesystem"},
                 .provides = {"libc.so.6()(64bit)", "glibc = 2.17-317.el7"}},
                {.name = "shadow", .version = "4", .epoch = "2"}});
  const auto& glibc = index.stanzas()[0];
  CHECK(glibc.version == "2.17-317.el7");
  CHECK(glibc.path == "7/os/x86_64/Packages/glibc.rpm");
  CHECK(glibc.sha256 == k_digest);
  CHECK(glibc.size == "77");
  CHECK(glibc.depends == "basesystem\n");
  CHECK(index.providing("libc.so.6()(64bit)").size() == 1);
  CHECK(index.stanzas()[1].version == "2:4-1");
}

TEST_CASE("versions compare as rpm compares them")
{
  const std::vector<Rpm> all{
      {.name = "a", .needs = {"b >= 1.10"}},      {.name = "b", .version = "1.9"},
      {.name = "b", .version = "1.10"},           {.name = "b", .version = "1.10~rc1"},
      {.name = "c", .needs = {"d < 1:1"}},        {.name = "d", .version = "9"},
      {.name = "d", .version = "1", .epoch = "1"}};
  CHECK(solved(all, {"a"}) == "a=1-1 b=1.10-1 ");
  CHECK(solved(all, {"b"}) == "b=1.10-1 ");
  CHECK(solved(all, {"d"}) == "d=1:1-1 ");
  CHECK(solved(all, {"c"}) == "c=1-1 d=9-1 ");
}

TEST_CASE("names that libraries and files provide are found and nothing weak is followed")
{
  const std::vector<Rpm> all{
      {.name = "app", .needs = {"libx.so.1()(64bit)", "/usr/sbin/tool"}},
      {.name = "libx", .provides = {"libx.so.1()(64bit)"}},
      {.name = "libx", .arch = "i686", .provides = {"libx.so.1()(64bit)"}},
      {.name = "tools", .arch = "noarch", .files = {"/usr/sbin/tool", "/usr/sbin/other"}},
      {.name = "fancy"}};
  CHECK(solved(all, {"app"}) == "app=1-1 libx=1-1 tools=1-1 ");
  CHECK(solved(all, {"app"}, {"tools"}) == "app=1-1 libx=1-1 ");
  CHECK(index_of(all).providing("/usr/sbin/other").empty());
}

TEST_CASE("rich dependencies are solved by their meaning")
{
  const std::vector<Rpm> all{{.name = "a", .needs = {"(b or c)"}},
                             {.name = "c"},
                             {.name = "d", .needs = {"(e if c)"}},
                             {.name = "e"},
                             {.name = "f", .needs = {"(g &gt;= 2 and c)"}},
                             {.name = "g"},
                             {.name = "h", .needs = {"(broken"}}};
  CHECK(solved(all, {"a"}) == "a=1-1 c=1-1 ");
  CHECK(solved(all, {"d"}) == "d=1-1 ");
  CHECK(solved(all, {"d", "c"}) == "c=1-1 d=1-1 e=1-1 ");
  CHECK(solved(all, {"d", "c"}, {"e"}) == "c=1-1 d=1-1 ");
  CHECK(solved(all, {"f"}).starts_with("error[resolve]"));
  CHECK(solved(all, {"h"}).starts_with("error[resolve]"));
}

TEST_CASE("a rich dependency with else or of one package means what it says")
{
  const std::vector<Rpm> all{{.name = "a", .needs = {"(b if c else d)"}},
                             {.name = "b"},
                             {.name = "c"},
                             {.name = "d"},
                             {.name = "e", .needs = {"(p with q &gt;= 2)"}},
                             {.name = "f", .needs = {"(p without q)"}},
                             {.name = "g", .needs = {"((p and b) and c and q)"}},
                             {.name = "h", .needs = {"(b unless c)"}},
                             {.name = "p1", .provides = {"p"}},
                             {.name = "p2", .provides = {"p", "q = 2"}}};
  CHECK(solved(all, {"a", "d"}) == "a=1-1 d=1-1 ");
  CHECK(solved(all, {"a", "c"}) == "a=1-1 b=1-1 c=1-1 ");
  CHECK(solved(all, {"e"}) == "e=1-1 p2=1-1 ");
  CHECK(solved(all, {"f"}) == "f=1-1 p1=1-1 ");
  CHECK(solved(all, {"g", "p2"}) == "b=1-1 c=1-1 g=1-1 p2=1-1 ");
  CHECK(solved(all, {"h"}) == "b=1-1 h=1-1 ");
  CHECK(solved(all, {"h", "c"}).starts_with("error[resolve]"));
}

TEST_CASE("a rich dependency that is malformed has no names")
{
  const auto names = [](std::string_view text) {
    std::string out;
    for (const auto name : names_in_rich(text)) {
      out += std::string(name) + ";";
    }
    return out;
  };
  CHECK(names("(libc.so.6(GLIBC_2.4)(64bit) or /bin/sh)") ==
        "libc.so.6(GLIBC_2.4)(64bit);/bin/sh;");
  CHECK(names("(a = 1:2-3 and (b if c))") == "a;b;c;");
  CHECK(names("(single)") == "single;");
  for (const auto* const bad :
       {"", "a", "(", "()", "(a", "(a b)", "(a or)", "(a or b", "(a or b and c)",
        "(a >=)", "(a or b) c", "(a if b else c else d)", "(a without b without c)",
        "((((((((((((((((((a))))))))))))))))))"}) {
    CAPTURE(bad);
    CHECK(names(bad).empty());
  }
}

TEST_CASE("conflicts and obsoletes keep packages apart")
{
  const std::vector<Rpm> all{{.name = "a", .conflicts = {"b < 2"}},
                             {.name = "b"},
                             {.name = "c", .obsoletes = {"b"}}};
  CHECK(solved(all, {"a", "b"}).find("conflicts with") != std::string::npos);
  CHECK(solved(all, {"c", "b"}).starts_with("error[resolve]"));
  CHECK(solved(all, {"a"}) == "a=1-1 ");
}

TEST_CASE("a package that only another CPU has is not there")
{
  const std::vector<Rpm> all{{.name = "gcc", .arch = "aarch64"}};
  const auto text = solved(all, {"gcc"});
  CHECK(text.find("there is no package gcc in el for x86_64") != std::string::npos);
}

TEST_CASE("a list that was cut or that lies about its form is refused")
{
  const auto whole = primary_of({{.name = "a", .needs = {"b"}}});
  for (std::size_t length = 0; length + 2 < whole.size(); length += 5) {
    CAPTURE(length);
    RpmPrimary primary;
    CHECK_FALSE(primary.add(std::string_view(whole).substr(0, length), "x"));
  }
  RpmPrimary other;
  CHECK_FALSE(other.add("<html/>", "x"));
  RpmPrimary nameless;
  REQUIRE(nameless.add(primary_of({{.name = ""}}), "x"));
  CHECK_FALSE(std::move(nameless).finish());
  RpmPrimary two_lines;
  CHECK_FALSE(two_lines.add(primary_of({{.name = "a", .needs = {"b&#10;c"}}}), "x"));
}
