# SPDX-License-Identifier: Apache-2.0
include(${PROJECT_SOURCE_DIR}/orchestrator/cmake/CrossrootEmbed.cmake)
crossroot_module(recipe
  DEPENDS base os target
  SOURCES recipe.cpp sections.cpp policy.cpp policy_file.cpp policy_files.cpp
          policy_json.cpp policy_sources.cpp tighten.cpp)
file(GLOB policies RELATIVE ${PROJECT_SOURCE_DIR}/recipes/policies CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/recipes/policies/*.toml)
crossroot_embed(crossroot_recipe NAMESPACE crossroot FUNCTION embedded_policies
  ROOT ${PROJECT_SOURCE_DIR}/recipes/policies FILES ${policies})
