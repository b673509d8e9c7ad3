// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

TEST_SUITE_BEGIN("base.text");

TEST_CASE("split keeps empty pieces and split_words drops them")
{
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split_words("  a \t b\n") == std::vector<std::string_view>{"a", "b"});
  CHECK(split_lines("a\nb\n") == std::vector<std::string_view>{"a", "b"});
  CHECK(split_lines("a\n\nb") == std::vector<std::string_view>{"a", "", "b"});
}

TEST_CASE("parse_number takes whole decimal numbers and nothing else")
{
  CHECK(parse_number("18446744073709551615") == 18446744073709551615U);
  CHECK_FALSE(parse_number("18446744073709551616"));
  CHECK_FALSE(parse_number(""));
  CHECK_FALSE(parse_number("-1"));
  CHECK_FALSE(parse_number("+1"));
  CHECK_FALSE(parse_number("1 "));
}

TEST_CASE("nearest suggests a slip of the fingers and not a stranger")
{
  const std::vector<std::string> keys{"triplet", "floor", "libraries"};
  CHECK(nearest("triplt", keys) == "triplet");
  CHECK(nearest("libaries", keys) == "libraries");
  CHECK_FALSE(nearest("smoke", keys));
}

TEST_CASE("base64 and hexadecimal decode what they encode for every length")
{
  for (std::size_t length = 0; length < 9; ++length) {
    std::string bytes;
    for (std::size_t i = 0; i < length; ++i) {
      bytes += static_cast<char>(250 + i);
    }
    const auto view = std::as_bytes(std::span(bytes));
    CHECK(decode_base64(encode_base64(view)) == bytes);
    std::string back(length, '\0');
    CHECK(decode_hex(encode_hex(view), std::as_writable_bytes(std::span(back))));
    CHECK(back == bytes);
  }
  CHECK(encode_base64(std::as_bytes(std::span(std::string_view("ab")))) == "YWI=");
}

TEST_CASE("base64 refuses every text that is not base64")
{
  CHECK_FALSE(decode_base64("YWI"));
  CHECK_FALSE(decode_base64("Y=I="));
  CHECK_FALSE(decode_base64("YW=="
                            "YWI="));
  CHECK_FALSE(decode_base64("YW-_"));
}

TEST_CASE("sizes for people have three digits at the most")
{
  CHECK(human_bytes(0) == "0 B");
  CHECK(human_bytes(999) == "999 B");
  CHECK(human_bytes(7'912'000) == "7.9 MB");
  CHECK(human_bytes(999'600) == "1.0 MB");
  CHECK(human_bytes(176'000'000) == "176 MB");
}

TEST_CASE("a single star stays inside a folder and a double star does not")
{
  CHECK(matches_glob("web/dist/**", "web/dist/a/b.js"));
  CHECK(matches_glob("*.go", "main.go"));
  CHECK_FALSE(matches_glob("*.go", "cmd/main.go"));
  CHECK(matches_glob("**/*.go", "cmd/x/main.go"));
  CHECK(matches_glob("**/*.go", "main.go"));
  CHECK_FALSE(matches_glob("a?c", "a/c"));
}
