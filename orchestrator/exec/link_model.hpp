// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::exec {

/// One object as the linker sees it.
struct LinkObject {
  std::string origin;     ///< for people: "spawn.o in libfoo.a, module …"
  bool on_demand = false; ///< member of an archive: linked only if it is asked for
  std::vector<std::string> defined, undefined;
};

/// Nothing if the bytes are no relocatable ELF object.
std::optional<LinkObject>
read_link_object(std::string origin, bool on_demand, std::string_view bytes);

/// The objects that end up in the program, in their order. They belong to `objects`.
std::vector<const LinkObject*> linked_objects(const std::vector<LinkObject>& objects);

/// Each undefined symbol with the origin of the first object that asks for it, "and 2
/// more" behind it. Archive members count if the link takes them. `objects` in the order
/// of the link.
std::map<std::string, std::string> references_of(const std::vector<LinkObject>& objects);

/// The arguments of "cgo_ldflag" in the object that Go's compiler wrote (_go_.o): what
/// #cgo LDFLAGS and pkg-config came to. Total.
std::vector<std::string> cgo_link_flags(std::string_view go_object);

} // namespace crossroot::exec
