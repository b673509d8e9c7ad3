# SPDX-License-Identifier: Apache-2.0
crossroot_module(repair
  DEPENDS base os target elf catalog sandbox sysroot verify runtime
  SOURCES bundle.cpp diagnosis.cpp service_files.cpp)
