# SPDX-License-Identifier: Apache-2.0
crossroot_module(target DEPENDS base SOURCES cpu_level.cpp triplet.cpp)
