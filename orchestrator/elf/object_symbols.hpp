// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "elf/elf_file.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace crossroot::elf {

/// The global and weak symbols of a relocatable object, defined and undefined, in the
/// object's order. Objects have no program headers: this alone reads by sections.
Result<std::vector<Symbol>> read_object_symbols(std::span<const std::byte> object);

/// "spawn.c" as the compiler noted it; "" if it noted none or this is no object.
std::string read_object_source(std::span<const std::byte> object);

} // namespace crossroot::elf
