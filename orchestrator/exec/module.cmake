# SPDX-License-Identifier: Apache-2.0
crossroot_module(exec
  DEPENDS base os target store archive catalog recipe definition lockfile sandbox sysroot
          toolchain verify plan
  SOURCES action_key.cpp collect.cpp compat_executor.cpp execute.cpp explain.cpp
          go_cache.cpp go_executor.cpp publish.cpp report.cpp run_plan.cpp sandbox_setup.cpp
          settings.cpp smoke_executor.cpp tree_difference.cpp tree_executors.cpp
          undefined.cpp verify_executor.cpp)
