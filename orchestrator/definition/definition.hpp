// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "base/result.hpp"
#include "base/toml.hpp"
#include "target/triplet.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crossroot {

/// A package archive of a distribution: where a tree's packages come from.
struct ArchiveDefinition {
  std::string name;                  ///< "debian": what --mirror NAME=URL names
  std::string kind;                  ///< "deb" | "rpm" | "apk" | "tar" | "zip"
  std::vector<std::string> upstream; ///< public mirrors, tried last
  std::string snapshot;              ///< snapshot service with {timestamp}, or ""
  /// rpm, apk: where a repository stands below the base URL, with {suite}, {component}
  /// and {arch}; per CPU where one stands elsewhere.
  std::string layout;
  std::map<std::string, std::string> layouts;
  /// rpm: what the keys sign. Packages where the archive leaves its index unsigned.
  enum class Signed : std::uint8_t { index, packages };
  Signed signs = Signed::index;
  /// tar, zip: the file that holds the whole tree, by CPU.
  struct File {
    std::string path; ///< below the base URL
    Digest sha256;
    std::uint64_t size_bytes = 0;
    std::string strip; ///< folder inside it that is the tree
  };
  std::map<std::string, File> files;

  /// deb: where the packages lie as files, absolute or as the definition's own path is;
  /// "" for an archive with an index. Nothing in it is signed.
  std::string folder;

  /// Whether it is a tar or zip: no packages, no index, no keys.
  bool is_one_file() const { return kind == "tar" || kind == "zip"; }
  /// "7.9.2009/os/x86_64": the repository of one component for one CPU.
  std::string repository(std::string_view suite,
                         std::string_view component,
                         const std::string& arch) const;
};

/// The name of the one package of a tar or zip.
inline constexpr std::string_view k_whole_tree = "tree";

/// What archives of this kind call the triplet's CPU: "amd64" in deb, "x86_64" in rpm; ""
/// where they have no name for it.
std::string archive_arch(std::string_view kind, const Triplet& triplet);

/// A TOML file in sysroots/ that says where a tree comes from (design §4).
struct Definition {
  enum class Role : std::uint8_t { sysroot, toolchain };
  std::string name; ///< "debian-11", "llvm-19": the file's stem
  Role role = Role::sysroot;
  ArchiveDefinition archive;
  std::string suite;                      ///< "bullseye"
  std::vector<std::string> components;    ///< "main"
  std::vector<std::string> architectures; ///< the archive's names
  bool by_name = false;                   ///< no floor chooses it; a recipe's `base` does
  Libc libc_kind = Libc::glibc;
  /// Any one suffices. Fingerprints of OpenPGP certificates; of apk's RSA keys the
  /// SHA-256 over the public key (SubjectPublicKeyInfo in DER).
  std::vector<std::string> keys;
  Version libc;      ///< of the sysroot: 2.31
  Version libstdcxx; ///< its own GLIBCXX: 3.4.28
  Version kernel_headers;
  /// Packages wanted per feature: "base", "c++", "runtime" (what a runtime root needs).
  std::map<std::string, std::vector<std::string>> packages;
  std::vector<std::string> omit; ///< never followed nor installed
  /// Packages of programs: [libraries] takes them only where a recipe names them.
  std::vector<std::string> programs;
  std::vector<std::string> prune;           ///< globs of files not composed
  std::map<std::string, std::string> tools; ///< "clang" → usr/lib/llvm-19/bin/clang
  std::optional<TomlDate> end_of_support;
  Digest digest; ///< of the file's bytes

  /// The archive's name of the CPU. Error (definition) naming the CPUs that it has.
  Result<std::string> arch_for(const Triplet& triplet) const;
};

/// All definitions: those shipped inside the program, then those of `extra` folders,
/// which add to them (the same name twice is an Error).
class Definitions {
public:
  static Result<Definitions> load(const std::vector<std::filesystem::path>& extra);
  /// From bytes in memory, named as in shipped_definition_files().
  static Result<Definitions> from_files(const std::map<std::string, std::string>& files);
  /// Error (definition) with the nearest name if there is none.
  Result<Definition> find(std::string_view name) const;
  const std::map<std::string, Definition>& all() const { return all_; }
  /// The base whose crt objects and headers suit the floor (design §6): of the sysroot
  /// definitions with that libc kind, the oldest whose own libc is not below the floor
  /// and on the same side of 2.34.
  Result<Definition> base_for(const Triplet& triplet, const Floor& floor) const;
  /// The base called `name`, or base_for() if it is "". Error (definition) if the one
  /// called so is no sysroot of that libc or lacks the CPU, naming those that have it.
  Result<Definition>
  base_of(const std::string& name, const Triplet& triplet, const Floor& floor) const;
  /// The keyring (binary OpenPGP certificates) for the definition's fingerprints, written
  /// by the caller to a file for gpgv. Error (definition, id "keys") if one is not there.
  Result<std::string> keyring(const Definition& definition) const;
  /// apk: the same as public keys in PEM.
  Result<std::vector<std::string>> public_keys(const Definition& definition) const;

private:
  Result<void>
  add(const std::string& name, std::string_view bytes, const std::string& file);

  std::map<std::string, Definition> all_;
  std::map<std::string, std::string> keyrings_; ///< fingerprint → certificate or key
};

Result<Definition> parse_definition(std::string_view toml, const std::string& file);

/// The shipped files by their names below sysroots/: "debian-11.toml", "keys/….gpg".
const std::map<std::string_view, std::string_view>& shipped_definition_files();

/// The Go checksum database's verifier key, "name+hash+key" on one line.
std::string_view go_checksum_key();

} // namespace crossroot
