// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot {

/// One package index that a signature was checked for when locking.
struct LockedIndex {
  std::string definition; ///< "debian-11"
  std::string archive;    ///< "debian"
  std::string suite;      ///< "bullseye"
  std::string arch;       ///< the archive's name
  std::string date;       ///< of the signed index, as UTC "2025-08-09T09:16:30Z"
  std::string snapshot;   ///< timestamp for the snapshot service, "20250809T091630Z"
  std::string key;        ///< fingerprint of the signer
  bool expired = false;   ///< accepted with --allow-expired
  Digest in_release;      ///< what is signed: InRelease, repomd.xml
  Digest signature;       ///< of a signature that stands beside it
  Digest packages;
  std::string
      packages_path; ///< inside the archive: dists/bullseye/main/binary-amd64/Packages.xz
  std::uint64_t packages_size = 0;
};

/// One file to fetch: where it stands in its archive, and what it must be.
struct LockedPackage {
  std::string tree; ///< that wants it: "sysroot x86_64-linux-gnu debian-11"
  std::string name, version, arch;
  std::string archive; ///< "debian"
  std::string path;    ///< pool/main/…
  Digest sha256;
  std::uint64_t size = 0;
};

struct LockedSdk {
  std::string version; ///< "1.25.5"
  std::string host;    ///< "linux-amd64"
  std::string module;  ///< golang.org/toolchain@v0.0.1-go1.25.5.linux-amd64
  std::string h1;      ///< "h1:…", checked against the checksum database
  Digest sha256;       ///< of the zip as fetched (or the tarball)
  std::uint64_t size = 0;
  std::string kind; ///< "module" | "tarball"
};

struct LockedModule {
  std::string path, version;
  std::string h1;  ///< of the zip, from go.sum
  Digest zip, mod; ///< blobs; a module whose code is not needed has a zero zip
  std::uint64_t zip_size = 0, mod_size = 0;
};

struct LockedSource {
  std::string kind;     ///< "path" | "git" | "go" | "archive"
  std::string url;      ///< as written, without credentials
  std::string revision; ///< commit id or module version
  Digest sha256;        ///< archive or module zip
  std::uint64_t size = 0;
};

/// crossroot.lock: with it and the blobs, a build needs no index and no network.
struct Lock {
  static constexpr int k_schema = 1;
  /// What was resolved from, name → value ("go.sdk" → "1.25.5",
  /// "definition.debian-11" → digest, "source.go.sum" → digest …): a build compares
  /// these with the recipe of today and names the first that moved.
  std::map<std::string, std::string> inputs;
  std::vector<LockedIndex> indexes;
  std::vector<LockedPackage> packages;
  LockedSdk sdk;
  std::vector<LockedModule> modules;
  LockedSource source;

  std::string render() const; ///< TOML, sorted, one entry a line
};

/// Unknown schema numbers and unknown keys are refused.
Result<Lock> parse_lock(std::string_view toml, const std::string& file);

/// Error (lock_stale) naming the first key, in sorted order, whose value moved.
Result<void> check_lock(const Lock& lock,
                        const std::map<std::string, std::string>& inputs);

} // namespace crossroot
