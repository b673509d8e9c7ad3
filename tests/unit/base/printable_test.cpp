// SPDX-License-Identifier: Apache-2.0
#include "base/printable.hpp"

#include <doctest/doctest.h>

using crossroot::printable;

TEST_SUITE_BEGIN("base.printable");

TEST_CASE("plain text stays as it is in any script")
{
  for (const auto* const text :
       {"", "usr/lib/libz.so.1", "a\\b", "größe/文件/🙂"}) {
    CHECK(printable(text) == text);
  }
}

TEST_CASE("what a terminal would obey is written out")
{
  CHECK(printable("a\x1b[31mb\n") == "a\\x1b[31mb\\x0a");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(printable("\x7f\xc2\x9b") == "\\x7f\\x9b");
  CHECK(printable("\xe2\x80\xae"
                  "fdp.exe") == "\\u202efdp.exe");
}

TEST_CASE("what is no UTF-8 is written byte by byte")
{
  CHECK(printable("\x9b"
                  "1m") == "\\x9b1m");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  CHECK(printable("x\xe6\x96") == "x\\xe6\\x96");
  CHECK(printable("\xff") == "\\xff");
}
