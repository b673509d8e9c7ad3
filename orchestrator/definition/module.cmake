# SPDX-License-Identifier: Apache-2.0
include(${PROJECT_SOURCE_DIR}/orchestrator/cmake/CrossrootEmbed.cmake)
crossroot_module(definition
  DEPENDS base os target
  SOURCES archive_arch.cpp definition_file.cpp definitions.cpp)
file(GLOB definition_files RELATIVE ${PROJECT_SOURCE_DIR}/sysroots CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/sysroots/*.toml ${PROJECT_SOURCE_DIR}/sysroots/keys/*.gpg
     ${PROJECT_SOURCE_DIR}/sysroots/keys/*.key
     ${PROJECT_SOURCE_DIR}/sysroots/keys/*.pub)
crossroot_embed(crossroot_definition NAMESPACE crossroot FUNCTION shipped_definition_files
  ROOT ${PROJECT_SOURCE_DIR}/sysroots FILES ${definition_files})
