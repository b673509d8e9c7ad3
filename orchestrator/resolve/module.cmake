# SPDX-License-Identifier: Apache-2.0
find_package(LibLZMA REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(libsolv REQUIRED IMPORTED_TARGET libsolv)
crossroot_module(resolve
  DEPENDS base os target net store archive definition lockfile recipe git sandbox fetch
          sysroot
  SOURCES archive_index.cpp audit.cpp changes.cpp checksum_database.cpp
          dependency.cpp go_libc.cpp go_proxy.cpp go_sdk_lock.cpp go_sum.cpp host_sources.cpp known.cpp
          lock_inputs.cpp module_lock.cpp module_relay.cpp packages_index.cpp
          package_lock.cpp release_file.cpp resolve.cpp signature_check.cpp
          signed_note.cpp solve.cpp solve_candidates.cpp
          solve_failure.cpp source.cpp unxz.cpp vendored_source.cpp
  PRIVATE_LIBS LibLZMA::LibLZMA PkgConfig::libsolv)
