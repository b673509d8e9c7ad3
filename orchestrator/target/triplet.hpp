// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/version.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crossroot {

enum class Libc : std::uint8_t { glibc, musl };

/// What the psABI, glibc, LLVM, Go and the distributions call one target. Paths are
/// those inside a target's file system. Sources: psABI supplements, glibc's
/// shlib-versions, Go's internal/platform, Debian's dpkg cputable.
struct TripletFacts {
  std::string_view name;        ///< x86_64-linux-gnu: ours
  std::string_view go_arch;     ///< GOARCH
  std::string_view go_variable; ///< GOARM, GOAMD64 …: the variable for the CPU level
  std::string_view go_level;    ///< its default; "" with no variable
  std::string_view debian_arch; ///< dpkg's name, "" where Debian has none
  std::string_view multiarch;   ///< Debian's folder in usr/lib: i386-linux-gnu for i686
  std::string_view llvm_triple; ///< clang --target
  std::string_view loader;      ///< PT_INTERP
  std::string_view qemu;        ///< qemu-user's suffix: aarch64 in qemu-aarch64
  std::string_view libc_soname; ///< libc.so.6
  Libc libc;
  std::uint8_t bits; ///< ELF class: 32 or 64
  bool big_endian;
  std::uint16_t elf_machine; ///< e_machine
  std::string_view baseline; ///< lowest libc version that exists for it
  bool soft_float = false;   ///< Arm: floating point is passed in integer registers
};

/// A target name such as x86_64-linux-gnu. A cheap value; always one of all().
class Triplet {
public:
  /// Accepts only the canonical names; aliases (arm64-linux-gnu, linux/arm64) are
  /// answered with the spelling to use.
  static Result<Triplet> parse(std::string_view text);
  static std::span<const TripletFacts> all();

  std::string render() const { return std::string(facts_->name); }
  const TripletFacts& facts() const { return *facts_; }
  Libc libc() const { return facts_->libc; }
  Version baseline() const;

  bool operator==(const Triplet& other) const { return facts_ == other.facts_; }
  bool operator<(const Triplet& other) const { return facts_->name < other.facts_->name; }

private:
  explicit Triplet(const TripletFacts& facts) : facts_(&facts) {}
  const TripletFacts* facts_;
};

/// The oldest versions that an output must accept. An empty version means "not asked".
struct Floor {
  Version libc;      ///< glibc or musl, by the triplet
  Version libstdcxx; ///< GLIBCXX
  Version libgcc;    ///< GCC
  Version kernel;
  bool operator==(const Floor&) const = default;
};

/// "x86_64-linux-gnu.2.17" or "x86_64-linux-gnu", as the command line takes it.
struct TripletWithFloor {
  Triplet triplet;
  Version libc; ///< empty if the text names none
  static Result<TripletWithFloor> parse(std::string_view text);
  std::string render() const;
};

/// Refuses a floor below the triplet's baseline, naming both.
Result<void> check_floor(const Triplet& triplet, const Floor& floor);

} // namespace crossroot
