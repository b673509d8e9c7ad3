// SPDX-License-Identifier: Apache-2.0
#include "verify/checks.hpp"

#include <array>

namespace crossroot::verify {

namespace {

constexpr std::array<Check, 32> k_checks{{
    {"abi-marker", check_abi_marker},
    {"bind-now", check_bind_now},
    {"build-id", check_build_id},
    {"build-path", check_build_path},
    {"dlopen-tls", check_dlopen_tls},
    {"exports", check_exports},
    {"float-abi", check_float_abi},
    {"forbidden-symbol", check_forbidden_symbol},
    {"glibc-floor", check_glibc_floor},
    {"go-buildinfo", check_go_build_info},
    {"interpreter", check_interpreter},
    {"isa-level", check_isa_level},
    {"kernel-floor", check_kernel_floor},
    {"kernel-note", check_kernel_note},
    {"libgcc-floor", check_libgcc_floor},
    {"libstdcxx-floor", check_libstdcxx_floor},
    {"machine", check_machine},
    {"musl-floor", check_musl_floor},
    {"needed", check_needed},
    {"nx", check_nx},
    {"page-size", check_page_size},
    {"pie", check_pie},
    {"private-symbol", check_private_symbol},
    {"relr", check_relr},
    {"relro", check_relro},
    {"rpath", check_rpath},
    {"rwx-segment", check_rwx_segment},
    {"section-view", check_section_view},
    {"static", check_static},
    {"text-relocation", check_text_relocation},
    {"undefined", check_undefined},
    {"version-provider", check_version_provider},
}};

} // namespace

std::span<const Check> all_checks()
{
  return k_checks;
}

std::vector<std::string_view> check_ids()
{
  std::vector<std::string_view> ids;
  for (const auto& check : k_checks) {
    ids.push_back(check.id);
  }
  return ids;
}

} // namespace crossroot::verify
