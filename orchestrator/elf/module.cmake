# SPDX-License-Identifier: Apache-2.0
crossroot_module(elf DEPENDS base
  SOURCES byte_source.cpp dynamic_section.cpp elf_file.cpp go_build_info.cpp image.cpp
          notes.cpp object_archive.cpp object_symbols.cpp relocations.cpp symbol_table.cpp version_editor.cpp
          version_tables.cpp)
