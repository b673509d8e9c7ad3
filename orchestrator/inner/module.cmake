# SPDX-License-Identifier: Apache-2.0
# The static executable that works inside the sandbox, and a library that carries its
# bytes, so that crossroot is one file. It links nothing but libc and libstdc++ and is
# never sanitized: a static executable cannot be. libseccomp works while it is built.
include(${CMAKE_CURRENT_LIST_DIR}/cc.cmake)
set(inner_folder ${CMAKE_CURRENT_LIST_DIR})
find_package(PkgConfig REQUIRED)
pkg_check_modules(libseccomp REQUIRED IMPORTED_TARGET libseccomp)
add_executable(crossroot_filter_generator ${inner_folder}/filter_generator.cpp)
target_link_libraries(crossroot_filter_generator PRIVATE crossroot_options
                      PkgConfig::libseccomp)
set(filter_file ${PROJECT_BINARY_DIR}/inner/seccomp_filter.inc)
add_custom_command(OUTPUT ${filter_file}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/inner
  COMMAND crossroot_filter_generator ${filter_file}
  DEPENDS crossroot_filter_generator)

add_executable(crossroot_inner_exe
  ${filter_file}
  ${inner_folder}/main.cpp
  ${inner_folder}/sandbox_guard.cpp
  ${inner_folder}/sandbox_kernel.cpp
  ${inner_folder}/sandbox_landlock.cpp
  ${inner_folder}/sandbox_limits.cpp
  ${inner_folder}/sandbox_main.cpp
  ${inner_folder}/sandbox_record.cpp
  ${inner_folder}/sandbox_relay.cpp
  ${inner_folder}/sandbox_seccomp.cpp
  ${inner_folder}/wire.cpp
  $<TARGET_PROPERTY:crossroot_inner_cc,SOURCES>)
set(inner_file ${PROJECT_BINARY_DIR}/inner/crossroot-inner)
set_target_properties(crossroot_inner_exe PROPERTIES
  OUTPUT_NAME crossroot-inner RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/inner)
target_include_directories(crossroot_inner_exe PRIVATE
  ${PROJECT_SOURCE_DIR}/orchestrator ${PROJECT_BINARY_DIR}/inner)
target_compile_options(crossroot_inner_exe PRIVATE -O2 -fno-sanitize=all)
target_link_options(crossroot_inner_exe PRIVATE -fno-sanitize=all -static -s -Wl,--gc-sections)
target_link_libraries(crossroot_inner_exe PRIVATE crossroot_options)

crossroot_module(inner SOURCES embedded.cpp wire.cpp)
set_source_files_properties(${inner_folder}/embedded.cpp PROPERTIES
  OBJECT_DEPENDS ${inner_file})
target_compile_definitions(crossroot_inner PRIVATE
  CROSSROOT_INNER_FILE="${inner_file}")
add_dependencies(crossroot_inner crossroot_inner_exe)
