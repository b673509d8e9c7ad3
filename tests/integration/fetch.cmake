# SPDX-License-Identifier: Apache-2.0
# A full disk, a read-only store, and kill -9 in the middle of a download. The disk is a
# small tmpfs in a mount namespace of the test's own; 77 where that cannot be had.
add_executable(fetch_faults ${CMAKE_CURRENT_LIST_DIR}/fetch_faults_test.cpp)
target_include_directories(fetch_faults PRIVATE ${CMAKE_CURRENT_LIST_DIR}/..)
target_link_libraries(fetch_faults PRIVATE crossroot::fetch crossroot_options
                      doctest::doctest fmt::fmt)
add_test(NAME integration.fetch-faults COMMAND fetch_faults)
set_tests_properties(integration.fetch-faults PROPERTIES
  LABELS integration TIMEOUT 60 SKIP_RETURN_CODE 77)
