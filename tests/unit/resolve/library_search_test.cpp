// SPDX-License-Identifier: Apache-2.0
#include "resolve/contents_index.hpp"
#include "resolve/library_search.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::resolve;
using Names = std::set<std::string>;

TEST_SUITE_BEGIN("resolve.library_search");

TEST_CASE("a line of a contents index names a path and its packages")
{
  const auto line = parse_contents_line(
      "usr/include/pcap.h\t\t\t   libdevel/libpcap0.8-dev,contrib/libs/libother-dev\n");
  REQUIRE(line);
  CHECK(line->path == "usr/include/pcap.h");
  CHECK(line->packages ==
        std::vector<std::string_view>{"libpcap0.8-dev", "libother-dev"});
  const auto blank = parse_contents_line("usr/share/a b/c  x11/pkg");
  REQUIRE(blank);
  CHECK(blank->path == "usr/share/a b/c");
  for (const auto* text : {"", "FILE LOCATION", "This file maps each file available in",
                           "usr/bin/x  package", "usr/bin/x  admin/", "x"}) {
    CHECK_MESSAGE(!parse_contents_line(text), text);
  }
}

TEST_CASE("the headers of a preamble are those before import C")
{
  CHECK(preamble_headers("package p\n/*\n#cgo LDFLAGS: -lx\n#include <a/b.h>\n"
                         "  # include \"own.h\" // why\n*/\nimport \"C\"\n"
                         "// #include <late.h>\n",
                         {}) == Names{"a/b.h", "own.h"});
  CHECK(preamble_headers("// #include <pcap.h>\n//#include <x.h>\nimport \"C\"", {}) ==
        Names{"pcap.h", "x.h"});
  CHECK(preamble_headers("#include\n#include <\n#include <>\n#includes", {}).empty());
  const std::string_view either = "#ifndef X\n#include <a.h>\n#else\n#include <b.h>\n"
                                  "#endif\n#if Y\n#include <c.h>\n#else\n"
                                  "#include <d.h>\n#endif\n#else\n#endif\n";
  CHECK(preamble_headers(either, {}) == Names{"a.h", "c.h", "d.h"});
  CHECK(preamble_headers(either, {"X"}) == Names{"b.h", "c.h", "d.h"});
}

TEST_CASE("of several packages the one that is wanted already is named")
{
  CHECK(choose_package({}, {}).empty());
  CHECK(
      choose_package({"libcurl4-gnutls-dev", "libcurl4-nss-dev", "libcurl4-openssl-dev"},
                     {}) == "libcurl4-openssl-dev");
  CHECK(choose_package({"liba-dev", "liba-special-dev"}, {"liba-special-dev"}) ==
        "liba-special-dev");
  CHECK(choose_package({"libb-dev", "liba-dev"}, {}) == "liba-dev");
}
