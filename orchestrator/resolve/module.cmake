# SPDX-License-Identifier: Apache-2.0
find_package(LibLZMA REQUIRED)
find_package(LibXml2 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(libsolv REQUIRED IMPORTED_TARGET libsolv)
crossroot_module(resolve
  DEPENDS base os target net store archive definition lockfile recipe git sandbox fetch
          sysroot
  SOURCES apk_archive.cpp apk_packages.cpp apk_version.cpp archive_index.cpp audit.cpp
          cgo_demands.cpp changes.cpp checksum_database.cpp contents_index.cpp
          dependency.cpp development_packages.cpp folder_archive.cpp go_libc.cpp go_proxy.cpp
          go_sdk_lock.cpp go_sum.cpp go_workplace.cpp host_sources.cpp known.cpp
          library_search.cpp
          lock_inputs.cpp module_lock.cpp module_relay.cpp packages_index.cpp
          package_lock.cpp release_file.cpp resolve.cpp signature_check.cpp
          repomd.cpp rich_dependency.cpp rpm_archive.cpp rpm_primary.cpp signed_note.cpp solve.cpp
          solve_candidates.cpp solve_failure.cpp source.cpp tree_wishes.cpp unxz.cpp
          vendored_source.cpp xml_walk.cpp
  PRIVATE_LIBS LibLZMA::LibLZMA LibXml2::LibXml2 PkgConfig::libsolv)
