# SPDX-License-Identifier: Apache-2.0
find_package(PkgConfig REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
crossroot_module(elf DEPENDS base PRIVATE_LIBS ZLIB::ZLIB PkgConfig::zstd
  SOURCES byte_source.cpp dynamic_section.cpp elf_file.cpp go_build_info.cpp image.cpp
          inflate.cpp need_editor.cpp notes.cpp object_archive.cpp object_symbols.cpp relocations.cpp
          sections.cpp symbol_table.cpp version_editor.cpp version_tables.cpp)
