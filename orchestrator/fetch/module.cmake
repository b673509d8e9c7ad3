# SPDX-License-Identifier: Apache-2.0
crossroot_module(fetch
  DEPENDS base os store net lockfile
  SOURCES candidates.cpp fetch.cpp fetch_error.cpp fetch_one.cpp mirror.cpp requests.cpp)
