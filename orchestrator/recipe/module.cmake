# SPDX-License-Identifier: Apache-2.0
crossroot_module(recipe
  DEPENDS base os target
  SOURCES recipe.cpp sections.cpp policy.cpp)
