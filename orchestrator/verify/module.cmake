# SPDX-License-Identifier: Apache-2.0
crossroot_module(verify DEPENDS base target elf archive catalog recipe
  SOURCES artifact_checks.cpp batch.cpp floor_checks.cpp hardening_checks.cpp inputs.cpp library_checks.cpp
          policy_checks.cpp report_json.cpp report_text.cpp subject.cpp target_libraries.cpp
          undefined_check.cpp verify.cpp)
