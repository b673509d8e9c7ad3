# SPDX-License-Identifier: Apache-2.0
crossroot_module(lockfile
  DEPENDS base
  SOURCES lock_check.cpp lock_parse.cpp lock_render.cpp)
