# SPDX-License-Identifier: Apache-2.0
crossroot_module(exec
  DEPENDS base os target store archive catalog elf recipe definition lockfile sandbox sysroot
          toolchain verify plan
  SOURCES action_key.cpp attribution.cpp collect.cpp compat_executor.cpp
          copy_bytes.cpp execute.cpp
          explain.cpp explain_findings.cpp go_cache.cpp go_executor.cpp go_packages.cpp
          go_room.cpp history.cpp library_failures.cpp library_outputs.cpp link_model.cpp
          prebuilt.cpp prebuilt_files.cpp prebuilt_text.cpp publish.cpp report.cpp run_plan.cpp
          sandbox_setup.cpp settings.cpp smoke_executor.cpp tree_difference.cpp
          tree_executors.cpp undeclared.cpp undefined.cpp urgency.cpp
          value_difference.cpp verify_executor.cpp)
