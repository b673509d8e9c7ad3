# SPDX-License-Identifier: Apache-2.0
include(${PROJECT_SOURCE_DIR}/orchestrator/cmake/CrossrootEmbed.cmake)
crossroot_module(runtime
  DEPENDS base os target elf store archive catalog definition lockfile sandbox fetch sysroot
          resolve
  SOURCES call_record.cpp emulator.cpp load_in_root.cpp older_kernel.cpp proof_root.cpp run_in_root.cpp)
crossroot_embed(crossroot_runtime NAMESPACE crossroot::runtime
  FUNCTION proof_definition_files
  ROOT ${PROJECT_SOURCE_DIR}/sysroots/proof FILES debian-sid.toml)
