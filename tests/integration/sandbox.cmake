# SPDX-License-Identifier: Apache-2.0
# The sandbox checklist (tests/README.md), as root (who drops) and as a user.
set(sandbox_folder ${CMAKE_CURRENT_LIST_DIR})
add_executable(sandbox_probe ${sandbox_folder}/sandbox_probe.c)
target_compile_options(sandbox_probe PRIVATE -fno-sanitize=all -Wno-unused-result)
target_link_options(sandbox_probe PRIVATE -fno-sanitize=all -static)
add_executable(hostile_go ${sandbox_folder}/hostile_go.c)
target_compile_options(hostile_go PRIVATE -fno-sanitize=all -Wno-unused-result)
target_link_options(hostile_go PRIVATE -fno-sanitize=all -static)
add_executable(sandbox_test
  ${sandbox_folder}/sandbox_ending_test.cpp
  ${sandbox_folder}/sandbox_escape_test.cpp
  ${sandbox_folder}/sandbox_fixture.cpp
  ${sandbox_folder}/sandbox_landlock_test.cpp
  ${sandbox_folder}/sandbox_outputs_test.cpp
  ${PROJECT_SOURCE_DIR}/orchestrator/inner/sandbox_landlock.cpp)
target_include_directories(sandbox_test PRIVATE ${sandbox_folder}/..)
target_link_libraries(sandbox_test PRIVATE crossroot::exec crossroot::sandbox crossroot_options
                      doctest::doctest fmt::fmt)
target_compile_definitions(sandbox_test PRIVATE
  CROSSROOT_INNER="$<TARGET_FILE:crossroot_inner_exe>"
  CROSSROOT_PROBE="$<TARGET_FILE:sandbox_probe>"
  CROSSROOT_HOSTILE_GO="$<TARGET_FILE:hostile_go>")
add_dependencies(sandbox_test crossroot_inner_exe sandbox_probe hostile_go)
add_test(NAME sandbox.as-root COMMAND sandbox_test)
add_test(NAME sandbox.as-user COMMAND sandbox_test --as-user)
set_tests_properties(sandbox.as-root sandbox.as-user PROPERTIES
  LABELS sandbox TIMEOUT 120 SKIP_RETURN_CODE 77)
