// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "os/files.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace crossroot::test {

namespace fs = std::filesystem;

/// Two signing keys in a folder of their own, made once: it takes gpg a while.
class SigningKeys {
public:
  SigningKeys();
  ~SigningKeys(); ///< ends the agent that gpg left
  SigningKeys(const SigningKeys&) = delete;
  SigningKeys& operator=(const SigningKeys&) = delete;

  const std::string& trusted() const { return trusted_; } ///< fingerprint
  const std::string& stranger() const { return stranger_; }
  std::string certificate(const std::string& fingerprint) const;
  std::string sign(const std::string& text, const std::string& fingerprint) const;

private:
  std::string gpg(std::vector<std::string> arguments, const std::string& in = {}) const;
  std::string make(const std::string& name) const;

  os::TempFolder home_;
  std::string trusted_, stranger_;
};

/// What an archive of one suite ("testing") and one component ("main") says. `package`
/// adds a stanza; fields as in Packages ("Depends: libc6 (>= 2)\n").
struct SignedArchive {
  std::string packages;
  std::string date = "Sat, 09 Aug 2025 09:16:30 UTC";
  std::string valid_until; ///< "" leaves the field out
  std::string codename = "testing";

  void package(const std::string& name,
               const std::string& version,
               const std::string& fields = {});
  /// Path below the archive → bytes: InRelease and Packages.xz.
  std::map<std::string, std::string> files(const SigningKeys& keys,
                                           const std::string& fingerprint) const;
};

} // namespace crossroot::test
