# SPDX-License-Identifier: Apache-2.0
find_package(CURL REQUIRED)
crossroot_module(net
  DEPENDS base
  SOURCES exchange.cpp http.cpp resume.cpp url.cpp
  PRIVATE_LIBS CURL::libcurl)
