# SPDX-License-Identifier: Apache-2.0
# Our reader against three others over 300 files of this host: compare_readers.py reads
# what they print. tests/long.sh has thousands of files of other CPUs for it.
add_executable(elf_lines ${CMAKE_CURRENT_LIST_DIR}/../support/elf_lines.cpp)
target_link_libraries(elf_lines PRIVATE crossroot::elf crossroot_options fmt::fmt)
add_test(NAME integration.readers-agree
  COMMAND python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/support/compare_readers.py
          $<TARGET_FILE:elf_lines> --most 300 --least 300
          /usr/bin /usr/sbin /usr/lib)
set_tests_properties(integration.readers-agree PROPERTIES
  LABELS integration TIMEOUT 300 SKIP_RETURN_CODE 77)
