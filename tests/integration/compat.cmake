# SPDX-License-Identifier: Apache-2.0
# The compat archive against the host's own glibc: each replacement is linked in directly,
# the original is reached through dlsym, and both must answer alike.
file(GLOB compat_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sysroots/compat/*.c)
add_executable(compat_behaviour ${CMAKE_CURRENT_LIST_DIR}/compat_behaviour.c
  ${CMAKE_CURRENT_LIST_DIR}/compat_threads.c ${compat_sources})
target_compile_options(compat_behaviour PRIVATE -std=gnu11 -O2 -fno-builtin -Wall -Wextra
  -fno-sanitize=all)
target_link_options(compat_behaviour PRIVATE -fno-sanitize=all)
target_link_libraries(compat_behaviour PRIVATE pthread m dl)
add_test(NAME integration.compat COMMAND compat_behaviour)
add_test(NAME integration.compat-old-kernel COMMAND compat_behaviour --old-kernel)
set_tests_properties(integration.compat integration.compat-old-kernel PROPERTIES
  LABELS integration TIMEOUT 30 SKIP_RETURN_CODE 77)
