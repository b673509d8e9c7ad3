// SPDX-License-Identifier: Apache-2.0
#include "resolve/release_file.hpp"
#include "resolve/signature_check.hpp"
#include "resolve/unxz.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::resolve;

namespace {

const std::string k_release = "Origin: Debian\n"
                              "Suite: oldoldstable\n"
                              "Codename: bullseye\n"
                              "Date: Sat, 09 Aug 2025 09:16:30 UTC\n"
                              "Valid-Until: Sat, 16 Aug 2025 09:16:30 UTC\n"
                              "Acquire-By-Hash: yes\n"
                              "Architectures: all amd64\n"
                              "MD5Sum:\n"
                              " 7fdf4db15250af5368cc52a91e8edbce 738242 main/x\n"
                              "SHA256:\n " +
                              std::string(64, 'a') +
                              "  8065948 main/binary-amd64/Packages.xz\n";

const std::vector<std::string> k_keys{"1F89983E0081FDE018F3CC9673A4F27B8DD47936"};

std::string valid_by(const std::string& primary)
{
  return "[GNUPG:] VALIDSIG A7236886F3CCCAAD148A27F80E98404D386FA1D9 2025-08-09 "
         "1754731018 "
         "0 4 0 1 8 01 " +
         primary + "\n";
}

std::string verdict(const std::string& status, bool allow_expired = false)
{
  const auto judged = judge_signatures(status, k_keys, allow_expired);
  return judged ? judged->key + (judged->expired ? " expired" : "")
                : judged.error().render();
}

} // namespace

TEST_SUITE_BEGIN("resolve.release");

TEST_CASE("a Release file gives names and dates and the SHA-256 of each file")
{
  const auto release = parse_release(k_release);
  REQUIRE(release);
  CHECK(release->codename == "bullseye");
  CHECK(release->date == 1754730990);
  CHECK(release->valid_until == 1754730990 + 7 * 86400);
  CHECK(release->by_hash);
  CHECK(release->files.size() == 1);
  CHECK(release->files.at("main/binary-amd64/Packages.xz").size == 8065948);
}

TEST_CASE("a Release file without names or with a malformed line is refused")
{
  CHECK_FALSE(parse_release(""));
  CHECK_FALSE(parse_release("<html>"));
  CHECK_FALSE(parse_release(k_release + " short 1 x\n"));
  CHECK_FALSE(parse_release(k_release + "Date: yesterday\n"));
}

TEST_CASE("dates outside the calendar are refused")
{
  CHECK(parse_release_date("Thu, 01 Jan 1970 00:00:01 UTC") == 1);
  CHECK_FALSE(parse_release_date("Sat, 31 Feb 2025 09:16:30 UTC"));
  CHECK_FALSE(parse_release_date("Sat, 09 Aug 2025 25:16:30 UTC"));
  CHECK_FALSE(parse_release_date("Sat, 09 Aug 2025 09:16:30 CEST"));
}

TEST_CASE("one good signature by an accepted key suffices beside strangers")
{
  const auto text =
      verdict("[GNUPG:] NEWSIG\n[GNUPG:] ERRSIG X 1\n[GNUPG:] NO_PUBKEY AB\n"
              "[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0E98 x\n" +
              valid_by(k_keys[0]));
  CHECK(text == k_keys[0]);
}

TEST_CASE("a good signature by another key is refused")
{
  CHECK(verdict("[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0E98 x\n" +
                valid_by(std::string(40, 'B')))
            .starts_with("error[signature]"));
}

TEST_CASE("a bad signature is refused although another one is good")
{
  CHECK(verdict("[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0E98 x\n" + valid_by(k_keys[0]) +
                "[GNUPG:] NEWSIG\n[GNUPG:] BADSIG 0E98 x\n")
            .find("changed on its way") != std::string::npos);
}

TEST_CASE("an expired key is refused unless it is allowed and then it is said")
{
  const auto status =
      "[GNUPG:] NEWSIG\n[GNUPG:] EXPKEYSIG 0E98 x\n" + valid_by(k_keys[0]);
  CHECK(verdict(status).find("--allow-expired") != std::string::npos);
  CHECK(verdict(status, true) == k_keys[0] + " expired");
}

TEST_CASE("a revoked key is refused even if expired ones are allowed")
{
  const auto status =
      "[GNUPG:] NEWSIG\n[GNUPG:] REVKEYSIG 0E98 x\n" + valid_by(k_keys[0]);
  CHECK(verdict(status, true).starts_with("error[signature]"));
}

TEST_CASE("a document without a signature is refused")
{
  CHECK(verdict("").find("no signature") != std::string::npos);
}

TEST_CASE("compressed bytes that are damaged or of another size are refused")
{
  CHECK_FALSE(unxz("", 0));
  CHECK_FALSE(unxz("<html>not found</html>", 10));
  CHECK_FALSE(unxz(std::string("\xfd"
                               "7zXZ\0\0",
                               7),
                   std::uint64_t{1} << 40));
}
