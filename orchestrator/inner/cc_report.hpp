// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inner/cc_arguments.hpp"
#include "inner/cc_configuration.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossroot::inner {

// The records in the report folder, one line each, fields apart by tabs; appended in one
// write, so that compilers running side by side do not mix theirs. They are diagnosis,
// never output: their order is that of the build.
//   compiles.txt   SHA-256 of object · working folder · source · first -I folder
//   links.txt      output · SHA-256 of input, "-" for an archive · path of input
//   undefined.txt  symbol · object that asks for it · SHA-256 of that object or "-"

struct UndefinedSymbol {
  std::string symbol;
  std::string object; ///< "spawn.o:(run) in archive libfoo.a", as the linker words it
  bool operator==(const UndefinedSymbol&) const = default;
};

/// The undefined symbols that lld's messages name, one entry a reference. Total.
std::vector<UndefinedSymbol> read_undefined(std::string_view messages);

/// The linker arguments to add if the folder holds a file "trace": a map with the cross
/// reference, wanted when verify found something and nobody knows who asked for it.
std::vector<std::string> trace_arguments(const CcConfiguration& configuration);

bool report_wanted(const CcConfiguration& configuration);
void report_compile(const CcConfiguration& configuration, const Invocation& invocation);
void report_link(const CcConfiguration& configuration, const Invocation& invocation);
void report_undefined(const CcConfiguration& configuration,
                      const Invocation& invocation,
                      std::string_view messages);

} // namespace crossroot::inner
