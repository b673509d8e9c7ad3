// SPDX-License-Identifier: Apache-2.0
#include "target/triplet.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot {

namespace {

constexpr auto k_glibc = Libc::glibc;
constexpr auto k_musl = Libc::musl;

// e_machine: 3 EM_386, 8 EM_MIPS, 21 EM_PPC64, 22 EM_S390, 40 EM_ARM, 62 EM_X86_64,
// 183 EM_AARCH64, 243 EM_RISCV, 258 EM_LOONGARCH (gABI registry). Baselines are the
// first version node of each port in glibc's shlib-versions; for musl the release that
// brought the port.
constexpr std::array<TripletFacts, 17> k_triplets{{
    {"aarch64-linux-gnu", "arm64", "GOARM64", "v8.0", "arm64", "aarch64-linux-gnu",
     "aarch64-unknown-linux-gnu", "/lib/ld-linux-aarch64.so.1", "aarch64", "libc.so.6",
     k_glibc, 64, false, 183, "2.17"},
    {"aarch64-linux-musl", "arm64", "GOARM64", "v8.0", "arm64", "aarch64-linux-musl",
     "aarch64-unknown-linux-musl", "/lib/ld-musl-aarch64.so.1", "aarch64", "libc.so",
     k_musl, 64, false, 183, "1.1.7"},
    {"arm-linux-gnueabi", "arm", "GOARM", "5", "armel", "arm-linux-gnueabi",
     "armv5te-unknown-linux-gnueabi", "/lib/ld-linux.so.3", "arm", "libc.so.6", k_glibc,
     32, false, 40, "2.4", true},
    {"arm-linux-gnueabihf", "arm", "GOARM", "7", "armhf", "arm-linux-gnueabihf",
     "armv7-unknown-linux-gnueabihf", "/lib/ld-linux-armhf.so.3", "arm", "libc.so.6",
     k_glibc, 32, false, 40, "2.4"},
    {"arm-linux-musleabihf", "arm", "GOARM", "7", "armhf", "arm-linux-musleabihf",
     "armv7-unknown-linux-musleabihf", "/lib/ld-musl-armhf.so.1", "arm", "libc.so",
     k_musl, 32, false, 40, "1.0.0"},
    {"i686-linux-gnu", "386", "GO386", "sse2", "i386", "i386-linux-gnu",
     "i686-unknown-linux-gnu", "/lib/ld-linux.so.2", "i386", "libc.so.6", k_glibc, 32,
     false, 3, "2.0"},
    {"i686-linux-musl", "386", "GO386", "sse2", "i386", "i386-linux-musl",
     "i686-unknown-linux-musl", "/lib/ld-musl-i386.so.1", "i386", "libc.so", k_musl, 32,
     false, 3, "1.0.0"},
    {"loongarch64-linux-gnu", "loong64", "", "", "loong64", "loongarch64-linux-gnu",
     "loongarch64-unknown-linux-gnu", "/lib64/ld-linux-loongarch-lp64d.so.1",
     "loongarch64", "libc.so.6", k_glibc, 64, false, 258, "2.36"},
    {"mips64el-linux-gnuabi64", "mips64le", "GOMIPS64", "hardfloat", "mips64el",
     "mips64el-linux-gnuabi64", "mips64el-unknown-linux-gnuabi64", "/lib64/ld.so.1",
     "mips64el", "libc.so.6", k_glibc, 64, false, 8, "2.0"},
    {"powerpc64le-linux-gnu", "ppc64le", "GOPPC64", "power8", "ppc64el",
     "powerpc64le-linux-gnu", "powerpc64le-unknown-linux-gnu", "/lib64/ld64.so.2",
     "ppc64le", "libc.so.6", k_glibc, 64, false, 21, "2.17"},
    {"powerpc64le-linux-musl", "ppc64le", "GOPPC64", "power8", "ppc64el",
     "powerpc64le-linux-musl", "powerpc64le-unknown-linux-musl",
     "/lib/ld-musl-powerpc64le.so.1", "ppc64le", "libc.so", k_musl, 64, false, 21,
     "1.1.16"},
    {"riscv64-linux-gnu", "riscv64", "GORISCV64", "rva20u64", "riscv64",
     "riscv64-linux-gnu", "riscv64-unknown-linux-gnu", "/lib/ld-linux-riscv64-lp64d.so.1",
     "riscv64", "libc.so.6", k_glibc, 64, false, 243, "2.27"},
    {"riscv64-linux-musl", "riscv64", "GORISCV64", "rva20u64", "riscv64",
     "riscv64-linux-musl", "riscv64-unknown-linux-musl", "/lib/ld-musl-riscv64.so.1",
     "riscv64", "libc.so", k_musl, 64, false, 243, "1.1.23"},
    {"s390x-linux-gnu", "s390x", "", "", "s390x", "s390x-linux-gnu",
     "s390x-unknown-linux-gnu", "/lib/ld64.so.1", "s390x", "libc.so.6", k_glibc, 64, true,
     22, "2.2"},
    {"s390x-linux-musl", "s390x", "", "", "s390x", "s390x-linux-musl",
     "s390x-unknown-linux-musl", "/lib/ld-musl-s390x.so.1", "s390x", "libc.so", k_musl,
     64, true, 22, "1.1.16"},
    {"x86_64-linux-gnu", "amd64", "GOAMD64", "v1", "amd64", "x86_64-linux-gnu",
     "x86_64-unknown-linux-gnu", "/lib64/ld-linux-x86-64.so.2", "x86_64", "libc.so.6",
     k_glibc, 64, false, 62, "2.2.5"},
    {"x86_64-linux-musl", "amd64", "GOAMD64", "v1", "amd64", "x86_64-linux-musl",
     "x86_64-unknown-linux-musl", "/lib/ld-musl-x86_64.so.1", "x86_64", "libc.so", k_musl,
     64, false, 62, "1.0.0"},
}};

const TripletFacts* find(std::string_view name)
{
  const auto* const found =
      std::find_if(k_triplets.begin(), k_triplets.end(),
                   [&](const auto& facts) { return facts.name == name; });
  return found == k_triplets.end() ? nullptr : &*found;
}

/// The canonical name that a common other spelling means, "" if we know none.
std::string meant_by(std::string_view text)
{
  std::string machine(text.substr(0, text.find_first_of("-/")));
  std::string rest(text.substr(std::min(machine.size(), text.size())));
  const bool go_platform = machine == "linux" && !rest.empty() && rest[0] == '/';
  if (go_platform) {
    machine = rest.substr(1, rest.find('/', 1) - 1);
    rest = "-linux-gnu";
  }
  if (const auto vendor = rest.find("-unknown-linux"); vendor == 0) {
    rest.erase(0, std::string_view("-unknown").size());
  }
  static constexpr std::array<std::array<std::string_view, 2>, 15> k_machines{
      {{"amd64", "x86_64"},
       {"x64", "x86_64"},
       {"arm64", "aarch64"},
       {"armv8", "aarch64"},
       {"386", "i686"},
       {"i386", "i686"},
       {"x86", "i686"},
       {"armhf", "arm"},
       {"armv7", "arm"},
       {"armv7l", "arm"},
       {"mips64le", "mips64el"},
       {"ppc64le", "powerpc64le"},
       {"ppc64el", "powerpc64le"},
       {"loong64", "loongarch64"},
       {"powerpc64", "powerpc64le"}}};
  for (const auto& [alias, canonical] : k_machines) {
    machine = machine == alias ? std::string(canonical) : machine;
  }
  rest = rest.empty() ? "-linux-gnu" : rest;
  if (machine == "armel" && find("arm" + rest + "eabi") != nullptr) {
    return "arm" + rest + "eabi"; // not the hard-float one, which "arm" alone means
  }
  for (const auto& suffix : {rest, rest + "eabihf", rest + "abi64"}) {
    if (find(machine + suffix) != nullptr) {
      return machine + suffix;
    }
  }
  return {};
}

} // namespace

std::span<const TripletFacts> Triplet::all()
{
  return k_triplets;
}

Result<Triplet> Triplet::parse(std::string_view text)
{
  if (const auto* facts = find(text)) {
    return Triplet(*facts);
  }
  auto error = Error(ErrorKind::definition, "triplet",
                     fmt::format("unknown triplet \"{}\"", text));
  if (const auto meant = meant_by(text); !meant.empty()) {
    return std::move(error).hint(fmt::format("write \"{}\"", meant));
  }
  std::vector<std::string> names;
  for (const auto& facts : k_triplets) {
    names.emplace_back(facts.name);
  }
  if (const auto close = nearest(text, names)) {
    return std::move(error).hint(fmt::format("did you mean \"{}\"?", *close));
  }
  return std::move(error).hint("the triplets are " + join(names, ", "));
}

Version Triplet::baseline() const
{
  return Version::parse(facts_->baseline).value();
}

Result<TripletWithFloor> TripletWithFloor::parse(std::string_view text)
{
  const auto dot = text.find('.');
  CROSSROOT_TRY(const auto triplet, Triplet::parse(text.substr(0, dot)));
  Version libc;
  if (dot != std::string_view::npos) {
    CROSSROOT_TRY(libc, Version::parse(text.substr(dot + 1)));
  }
  return TripletWithFloor{triplet, libc};
}

std::string TripletWithFloor::render() const
{
  return libc.empty() ? triplet.render() : triplet.render() + "." + libc.render();
}

Result<void> check_floor(const Triplet& triplet, const Floor& floor)
{
  const auto baseline = triplet.baseline();
  if (floor.libc.empty() || floor.libc >= baseline) {
    return {};
  }
  const std::string_view libc = triplet.libc() == Libc::glibc ? "glibc" : "musl";
  return Error(ErrorKind::definition, "floor",
               fmt::format("{0} {1} never existed for {2}: its first release is {0} {3}",
                           libc, floor.libc.render(), triplet.render(),
                           baseline.render()))
      .hint(fmt::format("floor = {{ {} = \"{}\" }}", libc, baseline.render()));
}

} // namespace crossroot
