# SPDX-License-Identifier: Apache-2.0
include(${PROJECT_SOURCE_DIR}/orchestrator/cmake/CrossrootEmbed.cmake)
crossroot_module(sysroot DEPENDS base os target elf archive definition
  SOURCES compat.cpp compose.cpp consistency.cpp declaration_guard.cpp floor.cpp
          floor_headers.cpp floor_libraries.cpp floor_scripts.cpp go_sdk.cpp
          libraries.cpp library_survey.cpp
          module_cache.cpp object_archive.cpp tree_layout.cpp)
file(GLOB compat_sources RELATIVE ${PROJECT_SOURCE_DIR}/sysroots/compat CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/sysroots/compat/*.c ${PROJECT_SOURCE_DIR}/sysroots/compat/*.h)
crossroot_embed(crossroot_sysroot NAMESPACE crossroot::sysroot
  FUNCTION shipped_compat_sources
  ROOT ${PROJECT_SOURCE_DIR}/sysroots/compat FILES ${compat_sources})
