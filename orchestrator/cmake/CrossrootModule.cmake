# SPDX-License-Identifier: Apache-2.0
# crossroot_module(NAME DEPENDS … SOURCES … PRIVATE_LIBS …) makes one folder of
# orchestrator/ one static library. DEPENDS is the whole list of modules whose headers
# its files may include; tests/lint/layering.cmake holds them to it.

add_library(crossroot_options INTERFACE)
target_compile_options(crossroot_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wno-missing-field-initializers # an omitted member of a designated list means its default
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
  $<$<BOOL:${CROSSROOT_WERROR}>:-Werror>)
if(CROSSROOT_SANITIZE)
  add_compile_options(-fsanitize=${CROSSROOT_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CROSSROOT_SANITIZE})
endif()

find_package(fmt REQUIRED)

function(crossroot_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;PRIVATE_LIBS;SOURCES" ${ARGN})
  set_property(GLOBAL APPEND PROPERTY CROSSROOT_LAYERS "${name}: ${name} ${ARG_DEPENDS}")
  list(TRANSFORM ARG_DEPENDS PREPEND "crossroot::")
  list(TRANSFORM ARG_SOURCES PREPEND "${PROJECT_SOURCE_DIR}/orchestrator/${name}/")
  add_library(crossroot_${name} STATIC ${ARG_SOURCES})
  add_library(crossroot::${name} ALIAS crossroot_${name})
  target_include_directories(crossroot_${name} PUBLIC ${PROJECT_SOURCE_DIR}/orchestrator)
  target_link_libraries(crossroot_${name} PUBLIC ${ARG_DEPENDS}
                        PRIVATE crossroot_options fmt::fmt ${ARG_PRIVATE_LIBS})
endfunction()
