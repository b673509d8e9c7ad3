// SPDX-License-Identifier: Apache-2.0
// Debian signs an index with several keys at once: the running release's, the next
// one's, the release team's. gpgv then exits 2 as soon as one of them is not in the
// keyring, although the others are good, so its exit code says nothing. Its status lines
// do: one good signature by an accepted key is what we ask for, and what strangers sign
// beside it is no matter. The text is taken from gpgv's output and not from the
// document, since a clear-signed file may carry unsigned lines around the signed part.
#include "resolve/signature_check.hpp"

#include "base/text.hpp"
#include "os/files.hpp"
#include "os/process.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

constexpr std::string_view k_prefix = "[GNUPG:] ";

Error refused(std::string why)
{
  return Error(ErrorKind::digest_mismatch, "signature",
               "the index is not signed by a key of the definition")
      .note("cause", std::move(why));
}

/// One signature's verdict as its lines come; NEWSIG opens the next.
struct Verdict {
  bool good = false;
  bool expired = false;
  bool bad = false;
};

} // namespace

Result<SignedText> judge_signatures(std::string_view status,
                                    const std::vector<std::string>& keys,
                                    bool allow_expired)
{
  SignedText accepted;
  Verdict now;
  std::string expired_key;
  std::vector<std::string> strangers;
  for (auto line : split_lines(status)) {
    if (!line.starts_with(k_prefix)) {
      continue;
    }
    const auto words = split_words(line.substr(k_prefix.size()));
    if (words.empty()) {
      continue;
    }
    if (words[0] == "NEWSIG") {
      now = {};
    } else if (words[0] == "GOODSIG") {
      now.good = true;
    } else if (words[0] == "EXPSIG" || words[0] == "EXPKEYSIG") {
      now.expired = true;
    } else if (words[0] == "BADSIG") {
      return refused("a signature does not fit the text: it was changed on its way");
    } else if (words[0] == "REVKEYSIG") {
      now.bad = true;
    } else if (words[0] == "NO_PUBKEY" && words.size() > 1) {
      strangers.emplace_back(words[1]);
    } else if (words[0] == "VALIDSIG" && words.size() > 1 && !now.bad) {
      const std::string primary(words.size() > 10 ? words[10] : words[1]);
      if (std::find(keys.begin(), keys.end(), primary) == keys.end()) {
        continue;
      }
      if (now.good && accepted.key.empty()) {
        accepted.key = primary;
      } else if (now.expired && expired_key.empty()) {
        expired_key = primary;
      }
    }
  }
  if (!accepted.key.empty()) {
    return accepted;
  }
  if (!expired_key.empty() && allow_expired) {
    return SignedText{.key = expired_key, .expired = true};
  }
  if (!expired_key.empty()) {
    return refused(fmt::format("key {} or its signature has expired", expired_key))
        .hint("crossroot lock --allow-expired");
  }
  return refused(strangers.empty()
                     ? "there is no signature in it"
                     : "it is signed by " + join(strangers, ", ") + " only");
}

namespace {

/// What gpgv says of these files, in a fresh folder: the last arguments of its command.
Result<SignedText> run_gpgv(const os::TempFolder& folder,
                            std::string_view keyring,
                            std::vector<std::string> arguments,
                            const std::vector<std::string>& keys,
                            bool allow_expired,
                            const CancelToken& cancel)
{
  const auto gpgv = os::find_program("gpgv");
  if (!gpgv) {
    return Error(ErrorKind::environment, "gpgv", "gpgv is not installed")
        .note("cause", "signatures of package indexes cannot be checked")
        .hint("apt install gpgv");
  }
  const auto ring = folder.path() / "keyring.gpg";
  CROSSROOT_CHECK(os::write_file(ring, keyring));
  os::Command command;
  command.argv = {
      gpgv->string(), "--homedir", folder.path().string(), "--keyring", ring.string(),
      "--status-fd",  "1"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.env = std::map<std::string, std::string>{{"LC_ALL", "C.UTF-8"}};
  CROSSROOT_TRY(const auto outcome, os::run_process(command, cancel));
  if (outcome.ending == os::ProcessOutcome::Ending::cancelled) {
    return Error(ErrorKind::interrupted, "interrupted", "interrupted");
  }
  return judge_signatures(outcome.out, keys, allow_expired);
}

} // namespace

Result<SignedText> check_signature(std::string_view document,
                                   std::string_view keyring,
                                   const std::vector<std::string>& keys,
                                   bool allow_expired,
                                   const std::filesystem::path& scratch,
                                   const CancelToken& cancel)
{
  CROSSROOT_TRY(const auto folder, os::TempFolder::make(scratch, "signature-"));
  const auto in = folder.path() / "in";
  const auto out = folder.path() / "out";
  CROSSROOT_CHECK(os::write_file(in, document));
  CROSSROOT_TRY(auto judged,
                run_gpgv(folder, keyring, {"--output", out.string(), in.string()}, keys,
                         allow_expired, cancel));
  CROSSROOT_TRY(judged.text, os::read_file(out));
  return judged;
}

Result<SignedText> check_detached_signature(std::string_view document,
                                            std::string_view signature,
                                            std::string_view keyring,
                                            const std::vector<std::string>& keys,
                                            bool allow_expired,
                                            const std::filesystem::path& scratch,
                                            const CancelToken& cancel)
{
  CROSSROOT_TRY(const auto folder, os::TempFolder::make(scratch, "signature-"));
  const auto in = folder.path() / "in";
  const auto beside = folder.path() / "signature";
  CROSSROOT_CHECK(os::write_file(in, document));
  CROSSROOT_CHECK(os::write_file(beside, signature));
  return run_gpgv(folder, keyring, {beside.string(), in.string()}, keys, allow_expired,
                  cancel);
}

} // namespace crossroot::resolve
