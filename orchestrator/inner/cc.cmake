# SPDX-License-Identifier: Apache-2.0
# CC as a library of its own, so that its tests can call its parts. It is linked into the
# static executable and therefore uses nothing but libc and libstdc++.
include_guard(GLOBAL)
set(cc_folder ${CMAKE_CURRENT_LIST_DIR})
add_library(crossroot_inner_cc STATIC
  ${cc_folder}/cc.cpp
  ${cc_folder}/cc_archive.cpp
  ${cc_folder}/cc_arguments.cpp
  ${cc_folder}/cc_configuration.cpp
  ${cc_folder}/cc_libraries.cpp
  ${cc_folder}/cc_process.cpp
  ${cc_folder}/cc_report.cpp
  ${cc_folder}/cc_response.cpp
  ${cc_folder}/cc_rewrite.cpp
  ${cc_folder}/cc_sha256.cpp
  ${cc_folder}/pkg_config.cpp)
add_library(crossroot::inner_cc ALIAS crossroot_inner_cc)
target_include_directories(crossroot_inner_cc PUBLIC ${PROJECT_SOURCE_DIR}/orchestrator)
target_link_libraries(crossroot_inner_cc PRIVATE crossroot_options)
