// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossroot::exec {

/// A package with C in it, as `go list` tells of it. Paths are those of the sandbox.
struct GoPackage {
  std::string import_path;
  std::string archive; ///< its compiled form in GOCACHE
  std::string folder;
  std::string module; ///< "example.com/foo@v1.2.0"; no version for the one being built
  std::vector<std::string> cgo_files;

  /// For people: the module if it has a version, else the package.
  std::string place() const;
};

/// A package that is linked with more than Go, as `go list` tells before anything is
/// compiled. Paths are those of the sandbox.
struct CgoPackage {
  GoPackage package;                   ///< without `archive`
  std::vector<std::string> link_flags; ///< #cgo LDFLAGS, with its folder in them
  std::vector<std::string> objects;    ///< .syso files, which Go links by itself
  std::vector<std::string> sources;    ///< C, C++, headers, assembly
};

/// " (#cgo LDFLAGS, foo.go:12)": where `text`, the Go file foo.go, names the linker's
/// flag;
/// "" where it does not.
std::string
cgo_line(const std::string& file, std::string_view text, std::string_view flag);

/// The arguments of `go list` that ask for these, with the flags of `go build`.
std::vector<std::string>
cgo_list_arguments(const std::vector<std::string>& build_arguments);
/// What it prints for them. Total; lines that do not fit are left out.
std::vector<CgoPackage> parse_cgo_packages(std::string_view listing);

/// The arguments of `go list` that fit these of `go build`: the same flags, or it would
/// compile everything again.
std::vector<std::string> list_arguments(const std::vector<std::string>& build_arguments);

/// What it prints for them. Total; lines that do not fit are left out.
std::vector<GoPackage> parse_go_packages(std::string_view listing);

} // namespace crossroot::exec
