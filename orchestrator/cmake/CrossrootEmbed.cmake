# SPDX-License-Identifier: Apache-2.0
# crossroot_embed(TARGET NAMESPACE ns FUNCTION name ROOT folder FILES a b c) puts files
# into the program. The module declares in one of its headers
#
#   namespace ns { const std::map<std::string_view, std::string_view>& name(); }
#
# and gets each file's bytes by its name relative to ROOT. The bytes come in by .incbin:
# a table of numbers in C++ source would cost minutes of compiling for a few megabytes.
# The paths of the build machine are read by the assembler and stay out of the object.
include_guard(GLOBAL)

function(crossroot_embed target)
  cmake_parse_arguments(ARG "" "NAMESPACE;FUNCTION;ROOT" "FILES" ${ARGN})
  list(SORT ARG_FILES)
  set(assembly "")
  set(externs "")
  set(entries "")
  set(paths "")
  set(index 0)
  string(REPLACE "::" "_" prefix "crossroot_embed_${ARG_NAMESPACE}_${ARG_FUNCTION}")
  foreach(name IN LISTS ARG_FILES)
    cmake_path(ABSOLUTE_PATH name BASE_DIRECTORY ${ARG_ROOT} OUTPUT_VARIABLE path)
    if(NOT EXISTS "${path}")
      message(FATAL_ERROR "crossroot_embed: ${path} does not exist")
    endif()
    list(APPEND paths "${path}")
    set(symbol "${prefix}_${index}")
    string(APPEND assembly
      "${symbol}:\n.incbin \"${path}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND externs
      "extern \"C\" __attribute__((visibility(\"hidden\"))) const char ${symbol}[];\n"
      "extern \"C\" __attribute__((visibility(\"hidden\"))) const char ${symbol}_end[];\n")
    string(APPEND entries
      "    {\"${name}\", std::string_view(${symbol}, "
      "static_cast<std::size_t>(${symbol}_end - ${symbol}))},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  set(generated "${PROJECT_BINARY_DIR}/embed/${prefix}.cpp")
  file(CONFIGURE OUTPUT "${generated}" @ONLY CONTENT [[
#include <cstddef>
#include <map>
#include <string_view>

__asm__(R"assembly(
.pushsection .rodata.@prefix@,"a"
@assembly@.popsection
)assembly");

@externs@
namespace @ARG_NAMESPACE@ {

const std::map<std::string_view, std::string_view>& @ARG_FUNCTION@()
{
  static const std::map<std::string_view, std::string_view> files{
@entries@  };
  return files;
}

} // namespace @ARG_NAMESPACE@
]])
  set_source_files_properties("${generated}" TARGET_DIRECTORY ${target} PROPERTIES
    OBJECT_DEPENDS "${paths}" COMPILE_OPTIONS "-fno-lto;-Wno-redundant-decls")
  target_sources(${target} PRIVATE "${generated}")
endfunction()
