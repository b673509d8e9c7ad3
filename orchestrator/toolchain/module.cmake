# SPDX-License-Identifier: Apache-2.0
crossroot_module(toolchain DEPENDS base target recipe definition
  SOURCES cc_settings.cpp go_settings.cpp flag_check.cpp output_check.cpp outside.cpp)
