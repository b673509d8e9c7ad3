// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/toml.hpp"
#include "recipe/abi_policy.hpp"
#include "recipe/policy_files.hpp"
#include "target/triplet.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot {

/// [source]: exactly one of path, git, go, archive is set.
struct SourceSpec {
  std::string path; ///< relative to the recipe's folder
  std::string git, rev;
  std::string go;      ///< "github.com/…@v1.4.0"
  std::string archive; ///< URL
  std::string sha256;  ///< of the archive
  std::string module;  ///< folder of go.mod inside the source; "" is its root
  std::vector<std::string> include;
};

struct GoSpec {
  std::string sdk; ///< "1.25.5"; "" means: from go.mod
  std::vector<std::string> packages{"."};
  std::string buildmode = "exe"; ///< exe | pie | c-shared | c-archive
  std::vector<std::string> tags;
  std::vector<std::string> ldflags;
  std::map<std::string, std::string> stamp;
  std::string cgo = "required"; ///< required | off | auto
  std::string sanitize;         ///< "" | race | address | memory
};

struct CcSpec {
  std::string toolchain = "llvm-19";
  std::vector<std::string> cflags{"-O2", "-g"};
  std::vector<std::string> cxxflags; ///< added for C++ after cflags
  std::vector<std::string> ldflags;
  std::string runtime = "static"; ///< static | shared
};

/// [libraries]: third-party libraries of a distribution. Without packages it asks
/// nothing.
struct LibrariesSpec {
  std::vector<std::string> packages; ///< names alone, each once
  std::string from;            ///< definition; "" means the target's base, until settled
  std::string link = "static"; ///< static | shared | bundled
};

/// One [target.NAME] with the recipe's defaults and its own overrides merged.
struct TargetSpec {
  std::string name; ///< "linux-amd64"
  Triplet triplet;
  Floor floor;           ///< libc always set (default: the base's own)
  std::string base;      ///< definition asked for, or "" for the rule
  std::string libc_link; ///< "dynamic" | "static"
  std::string cpu_level; ///< value of the CPU's variable, "v3" of GOAMD64; "" is Go's own
  GoSpec go;
  CcSpec cc;
  LibrariesSpec libraries;
  AbiPolicy abi;     ///< with the policies that it names
  Position position; ///< of the table
};

struct SmokeSpec {
  std::vector<std::string>
      command; ///< empty: no smoke run; command[0] is looked up in bin/
  std::string stdout_contains;
};

/// crossroot.toml, checked and with defaults filled in (design §3).
struct Recipe {
  std::string name;
  std::filesystem::path folder; ///< where the file stands; absolute
  std::string file;             ///< its name for messages: "crossroot.toml"
  SourceSpec source;
  std::vector<std::string> private_modules;
  std::vector<TargetSpec> targets; ///< sorted by name, at least one
  SmokeSpec smoke;

  const TargetSpec* find_target(std::string_view target) const;
};

/// `policies` are the shared ones that the recipe may name.
Result<Recipe> parse_recipe(std::string_view toml,
                            const std::filesystem::path& file,
                            const PolicyFiles& policies = PolicyFiles());
/// The same of a file. Its policies are those shipped, those in `policies/` beside it,
/// which win over the former, and files that it names by their path.
Result<Recipe> read_recipe(const std::filesystem::path& file);

} // namespace crossroot
