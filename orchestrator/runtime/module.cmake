# SPDX-License-Identifier: Apache-2.0
crossroot_module(runtime DEPENDS base os target elf definition sandbox sysroot
  SOURCES emulator.cpp run_in_root.cpp)
