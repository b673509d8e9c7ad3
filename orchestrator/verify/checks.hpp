// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verify/subject.hpp"

#include <span>
#include <string_view>

namespace crossroot::verify {

/// One check: a function of the subject alone, with a stable id.
struct Check {
  std::string_view id;
  Finding (*judge)(Subject& subject);
};

/// Every check that there is, sorted by id. The one list of them.
std::span<const Check> all_checks();

Finding check_abi_marker(Subject& subject);
Finding check_bind_now(Subject& subject);
Finding check_build_id(Subject& subject);
Finding check_build_path(Subject& subject);
Finding check_dlopen_tls(Subject& subject);
Finding check_exports(Subject& subject);
Finding check_float_abi(Subject& subject);
Finding check_forbidden_symbol(Subject& subject);
Finding check_glibc_floor(Subject& subject);
Finding check_go_build_info(Subject& subject);
Finding check_interpreter(Subject& subject);
Finding check_isa_level(Subject& subject);
Finding check_kernel_floor(Subject& subject);
Finding check_kernel_note(Subject& subject);
Finding check_page_size(Subject& subject);
Finding check_libgcc_floor(Subject& subject);
Finding check_libstdcxx_floor(Subject& subject);
Finding check_machine(Subject& subject);
Finding check_musl_floor(Subject& subject);
Finding check_needed(Subject& subject);
Finding check_nx(Subject& subject);
Finding check_pie(Subject& subject);
Finding check_private_symbol(Subject& subject);
Finding check_relr(Subject& subject);
Finding check_relro(Subject& subject);
Finding check_rpath(Subject& subject);
Finding check_rwx_segment(Subject& subject);
Finding check_section_view(Subject& subject);
Finding check_static(Subject& subject);
Finding check_text_relocation(Subject& subject);
Finding check_undefined(Subject& subject);
Finding check_version_provider(Subject& subject);

} // namespace crossroot::verify
