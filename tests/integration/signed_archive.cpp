// SPDX-License-Identifier: Apache-2.0
#include "integration/signed_archive.hpp"

#include "base/digest.hpp"
#include "os/process.hpp"

#include <fmt/format.h>
#include <lzma.h>

#include <stdexcept>

namespace crossroot::test {

namespace {

std::string xz(const std::string& text)
{
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t size = 0;
  if (lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, nullptr,
                              reinterpret_cast<const std::uint8_t*>(text.data()),
                              text.size(), reinterpret_cast<std::uint8_t*>(out.data()),
                              &size, out.size()) != LZMA_OK) {
    throw std::runtime_error("lzma");
  }
  out.resize(size);
  return out;
}

} // namespace

SigningKeys::SigningKeys()
    : home_(os::TempFolder::make(fs::temp_directory_path(), "gpg-").value()),
      trusted_(make("trusted")), stranger_(make("stranger"))
{
}

SigningKeys::~SigningKeys()
{
  os::Command command;
  command.argv = {"gpgconf", "--homedir", home_.path().string(), "--kill", "all"};
  static_cast<void>(os::run_process(command, CancelToken()));
}

std::string SigningKeys::gpg(std::vector<std::string> arguments,
                             const std::string& in) const
{
  os::Command command;
  command.argv = {"gpg",      "--homedir",    home_.path().string(),
                  "--batch",  "--quiet",      "--pinentry-mode",
                  "loopback", "--passphrase", ""};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.stdin_text = in;
  const auto outcome = os::run_process(command, CancelToken()).value();
  if (!outcome.succeeded()) {
    throw std::runtime_error("gpg: " + outcome.err);
  }
  return outcome.out;
}

std::string SigningKeys::make(const std::string& name) const
{
  const auto address = name + "@archive.example";
  gpg({"--quick-generate-key", address, "ed25519", "sign", "never"});
  const auto listed = gpg({"--with-colons", "--list-keys", address});
  const auto at = listed.find("\nfpr:");
  const auto line = listed.substr(at + 1, listed.find('\n', at + 1) - at - 1);
  const auto end = line.rfind(':');
  const auto begin = line.rfind(':', end - 1) + 1;
  return line.substr(begin, end - begin);
}

std::string SigningKeys::certificate(const std::string& fingerprint) const
{
  return gpg({"--export", fingerprint});
}

std::string SigningKeys::sign(const std::string& text,
                              const std::string& fingerprint) const
{
  return gpg({"--local-user", fingerprint, "--clearsign"}, text);
}

void SignedArchive::package(const std::string& name,
                            const std::string& version,
                            const std::string& fields)
{
  packages += fmt::format("Package: {0}\nVersion: {1}\nArchitecture: amd64\n{2}"
                          "Filename: pool/{0}_{1}.deb\nSize: {3}\nSHA256: {4}\n\n",
                          name, version, fields, name.size(),
                          Digest::of(name + version).render());
}

std::map<std::string, std::string>
SignedArchive::files(const SigningKeys& keys, const std::string& fingerprint) const
{
  const auto compressed = xz(packages);
  const auto line = [](const std::string& bytes, const char* suffix) {
    return fmt::format(" {} {} main/binary-amd64/Packages{}\n",
                       Digest::of(bytes).render(), bytes.size(), suffix);
  };
  auto release = fmt::format("Suite: {0}\nCodename: {0}\nDate: {1}\n", codename, date);
  if (!valid_until.empty()) {
    release += "Valid-Until: " + valid_until + "\n";
  }
  release += "Architectures: amd64\nComponents: main\nSHA256:\n" + line(packages, "") +
             line(compressed, ".xz");
  return {{"dists/testing/InRelease", keys.sign(release, fingerprint)},
          {"dists/testing/main/binary-amd64/Packages.xz", compressed}};
}

} // namespace crossroot::test
