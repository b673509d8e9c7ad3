# SPDX-License-Identifier: Apache-2.0
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBGIT2 REQUIRED IMPORTED_TARGET libgit2)
crossroot_module(git
  DEPENDS base os net
  SOURCES credentials.cpp handles.cpp netrc.cpp remote.cpp worktree.cpp
  PRIVATE_LIBS PkgConfig::LIBGIT2)
