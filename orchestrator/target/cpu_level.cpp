// SPDX-License-Identifier: Apache-2.0
#include "target/cpu_level.hpp"

#include <algorithm>
#include <array>

namespace crossroot {

namespace {

constexpr std::array<std::string_view, 4> k_amd64{"v1", "v2", "v3", "v4"};
constexpr std::array<std::string_view, 2> k_386{"softfloat", "sse2"};
constexpr std::array<std::string_view, 3> k_arm{"5", "6", "7"};
constexpr std::array<std::string_view, 3> k_ppc64{"power8", "power9", "power10"};
constexpr std::array<std::string_view, 3> k_riscv64{"rva20u64", "rva22u64", "rva23u64"};
constexpr std::array<std::string_view, 16> k_arm64{
    "v8.0", "v8.1", "v8.2", "v8.3", "v8.4", "v8.5", "v8.6", "v8.7",
    "v8.8", "v8.9", "v9.0", "v9.1", "v9.2", "v9.3", "v9.4", "v9.5"};

} // namespace

std::span<const std::string_view> cpu_levels(std::string_view go_variable)
{
  if (go_variable == "GOAMD64") {
    return k_amd64;
  }
  if (go_variable == "GO386") {
    return k_386;
  }
  if (go_variable == "GOARM") {
    return k_arm;
  }
  if (go_variable == "GOPPC64") {
    return k_ppc64;
  }
  if (go_variable == "GORISCV64") {
    return k_riscv64;
  }
  if (go_variable == "GOARM64") {
    return k_arm64;
  }
  return {};
}

std::optional<std::size_t> cpu_rank(std::string_view go_variable, std::string_view level)
{
  const auto levels = cpu_levels(go_variable);
  const auto found =
      std::find(levels.begin(), levels.end(), level.substr(0, level.find(',')));
  return found == levels.end()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - levels.begin()));
}

} // namespace crossroot
