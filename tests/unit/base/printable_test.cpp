// SPDX-License-Identifier: Apache-2.0
#include "base/printable.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

TEST_SUITE_BEGIN("base.printable");

TEST_CASE("text of others is spelled out where it could disturb a terminal")
{
  CHECK(printable("bin/größe, 日本, 🙂") == "bin/größe, 日本, 🙂");
  CHECK(printable("") == "");
  CHECK(printable("a\033[2Jb\rc\nd\te\x7f") == "a\\x1b[2Jb\\x0dc\\x0ad\\x09e\\x7f");
  CHECK(printable(std::string("a\0b", 3)) == "a\\x00b");
  CHECK(printable("two\nlines\there", "\n\t") == "two\nlines\there");
  CHECK(printable("\xc2\x9b"
                  "2J") == "\\x9b2J");             // the one-character form of ESC [
  CHECK(printable("x\u202etxt") == "x\\u202etxt"); // would be written backwards
  CHECK(printable("\ufeff\u2028\uffff") == "\\ufeff\\u2028\\uffff");
}

TEST_CASE("bytes that are no UTF-8 are spelled out one by one")
{
  CHECK(printable("\xff") == "\\xff");
  CHECK(printable("\xc3") == "\\xc3");          // cut
  CHECK(printable("\xc3(") == "\\xc3(");        // no second byte
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf"); // overlong
  CHECK(printable("\xe0\x80\x80") == "\\xe0\\x80\\x80");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80"); // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  std::size_t spelled = 0;
  for (int lead = 0; lead < 256; ++lead) {
    for (int next = 0; next < 256; ++next) {
      const auto once = printable(
          std::string{static_cast<char>(lead), static_cast<char>(next), '\x80', '.'});
      spelled += static_cast<std::size_t>(printable(once) != once);
    }
  }
  CHECK(spelled == 0);
}
