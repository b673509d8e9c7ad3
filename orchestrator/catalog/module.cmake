# SPDX-License-Identifier: Apache-2.0
include(${PROJECT_SOURCE_DIR}/orchestrator/cmake/CrossrootEmbed.cmake)
crossroot_module(catalog DEPENDS base target
  SOURCES cgo_modules.cpp distributions.cpp embedded_tables.cpp kernels.cpp libstdcxx.cpp
          reach.cpp symbol_text.cpp symbols.cpp system_calls.cpp verdict.cpp)
crossroot_embed(crossroot_catalog NAMESPACE crossroot::catalog FUNCTION embedded_tables
  ROOT ${PROJECT_SOURCE_DIR}/sysroots/tables
  FILES cgo-modules.txt distributions.toml kernel-floors.toml libstdcxx-nodes.toml
        symbols/gcc.txt symbols/glibc.txt symbols/musl.txt system-calls.txt)
