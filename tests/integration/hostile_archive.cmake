# SPDX-License-Identifier: Apache-2.0
# Locking against a package archive that the test makes, signs with keys of its own and
# then damages. Needs gpg, which crossroot itself does not; 77 without it.
find_package(LibLZMA REQUIRED)
add_executable(hostile_archive ${CMAKE_CURRENT_LIST_DIR}/hostile_archive_test.cpp
               ${CMAKE_CURRENT_LIST_DIR}/signed_archive.cpp)
target_include_directories(hostile_archive PRIVATE ${CMAKE_CURRENT_LIST_DIR}/..)
target_link_libraries(hostile_archive PRIVATE crossroot::resolve crossroot_options
                      doctest::doctest fmt::fmt LibLZMA::LibLZMA)
add_test(NAME integration.hostile-archive COMMAND hostile_archive)
set_tests_properties(integration.hostile-archive PROPERTIES
  LABELS integration TIMEOUT 60 SKIP_RETURN_CODE 77)
