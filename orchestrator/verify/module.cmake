# SPDX-License-Identifier: Apache-2.0
include(${PROJECT_SOURCE_DIR}/orchestrator/cmake/CrossrootEmbed.cmake)
crossroot_module(verify DEPENDS base target elf archive catalog recipe
  SOURCES abi_flags_check.cpp artifact_checks.cpp batch.cpp build_path_check.cpp
          carried.cpp ceilings.cpp
          check_pages.cpp checks.cpp demand.cpp demand_inputs.cpp floor_checks.cpp hardening_checks.cpp
          html_text.cpp inputs.cpp isa_level_check.cpp kernel_checks.cpp
          library_checks.cpp marker_checks.cpp musl_checks.cpp page_size_check.cpp path_scan.cpp
          policy_checks.cpp relro_checks.cpp report_html.cpp report_json.cpp
          report_junit.cpp report_sarif.cpp report_text.cpp requirement.cpp runs_on.cpp
          runs_on_json.cpp runs_on_text.cpp runtime_floor_checks.cpp
          section_view_check.cpp subject.cpp target_libraries.cpp undefined_check.cpp
          verify.cpp)
file(GLOB verify_texts RELATIVE ${PROJECT_SOURCE_DIR}/orchestrator/verify CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/orchestrator/verify/pages/*.md
     ${PROJECT_SOURCE_DIR}/orchestrator/verify/schema/*.json)
crossroot_embed(crossroot_verify NAMESPACE crossroot::verify FUNCTION embedded_files
  ROOT ${PROJECT_SOURCE_DIR}/orchestrator/verify FILES ${verify_texts})
crossroot_embed(crossroot_verify NAMESPACE crossroot::verify FUNCTION page_files
  ROOT ${PROJECT_SOURCE_DIR}/orchestrator/verify/page FILES style.css)
