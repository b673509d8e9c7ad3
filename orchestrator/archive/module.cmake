# SPDX-License-Identifier: Apache-2.0
find_package(LibArchive REQUIRED)
find_package(LibLZMA REQUIRED)
find_package(ZLIB REQUIRED)
crossroot_module(archive DEPENDS base
  SOURCES apk.cpp byte_input.cpp cpio_reader.cpp deb.cpp entry_path.cpp entry_stream.cpp
          go_hash.cpp gzip_stream.cpp image.cpp image_reading.cpp member_walk.cpp
          members.cpp rpm.cpp rpm_header.cpp rpm_members.cpp rpm_payload.cpp tar.cpp
          tree_writer.cpp
          unpack.cpp unpack_bytes.cpp xz_source.cpp zip.cpp
  PRIVATE_LIBS LibArchive::LibArchive LibLZMA::LibLZMA ZLIB::ZLIB)
