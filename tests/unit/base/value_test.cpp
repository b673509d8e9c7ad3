// SPDX-License-Identifier: Apache-2.0
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/signature.hpp"
#include "base/text.hpp"
#include "base/version.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

TEST_SUITE_BEGIN("base.value");

TEST_CASE("the digest of nothing is the one FIPS 180-4 gives")
{
  const std::string hex =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  CHECK(Digest::of(std::string_view()).render() == hex);
  CHECK(Digest::parse(hex).value() == Digest::of(std::string_view()));
}

TEST_CASE("a digest with upper case or a wrong length is refused")
{
  CHECK_FALSE(Digest::parse(std::string(64, 'A')));
  CHECK_FALSE(Digest::parse(std::string(63, 'a')));
  CHECK_FALSE(Digest::parse(std::string(64, 'g')));
}

TEST_CASE("hashing in pieces gives the digest of the whole and the hasher starts anew")
{
  Hasher hasher;
  hasher.update(std::string_view("ab"));
  hasher.update(std::string_view("c"));
  CHECK(hasher.finish() == Digest::of(std::string_view("abc")));
  CHECK(hasher.finish() == Digest::of(std::string_view()));
}

TEST_CASE("versions compare number by number")
{
  CHECK(Version{2, 9} < Version{2, 10});
  CHECK(Version{2, 2} < Version{2, 2, 5});
  CHECK(Version() < Version{0});
  CHECK(Version::parse("3.4.30").value().render() == "3.4.30");
  for (const std::string_view text :
       {"", ".", "2.", ".2", "2.x", "1.2.3.4.5", "-1", "4294967296"}) {
    CHECK_FALSE(Version::parse(text));
  }
}

TEST_CASE("JSON renders sorted and reads back as itself")
{
  const Json value = Json::Object{{"b", Json::Array{1, true, nullptr, "x"}}, {"a", 2.5}};
  CHECK(value.render_compact() == R"({"a":2.5,"b":[1,true,null,"x"]})");
  CHECK(Json::parse(value.render()).value() == value);
}

TEST_CASE("JSON that is cut or nested without end is refused")
{
  CHECK_FALSE(Json::parse("{\"a\":"));
  CHECK_FALSE(Json::parse("{} x"));
  CHECK_FALSE(Json::parse(std::string(100'000, '[')));
}

TEST_CASE("an error renders place and cause and remedy in that order")
{
  const auto error = Error(ErrorKind::definition, "recipe", "unknown key \"sysrot\"")
                         .at({"crossroot.toml", 7, 1})
                         .note("cause", "two\nlines")
                         .during("planning")
                         .hint("did you mean \"sysroot\"?");
  CHECK(error.render() == "error[recipe]: crossroot.toml:7:1: unknown key \"sysrot\"\n"
                          "  cause  two\n"
                          "         lines\n"
                          "  while  planning\n"
                          "  fix    did you mean \"sysroot\"?");
}

TEST_CASE("of several exit codes the worst one is the process's")
{
  CHECK(worse_exit_code(0, 8) == 8);
  CHECK(worse_exit_code(7, 6) == 6);
  CHECK(worse_exit_code(6, 130) == 130);
  CHECK(worse_exit_code(130, 70) == 70);
  CHECK(worse_exit_code(0, 0) == 0);
}

TEST_CASE("an Ed25519 signature of RFC 8032 verifies and a changed message does not")
{
  // Test 2 of RFC 8032, section 7.1.
  const auto unhex = [](std::string_view hex) {
    std::string bytes(hex.size() / 2, '\0');
    REQUIRE(decode_hex(hex, std::as_writable_bytes(std::span(bytes))));
    return bytes;
  };
  const auto key =
      unhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const auto signature =
      unhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  const auto bytes = [](const std::string& text) {
    return std::as_bytes(std::span(text));
  };
  CHECK(ed25519_verifies(bytes(key), "\x72", bytes(signature)));
  CHECK_FALSE(ed25519_verifies(bytes(key), "\x73", bytes(signature)));
  CHECK_FALSE(ed25519_verifies(bytes(key), "\x72", bytes(key)));
}
