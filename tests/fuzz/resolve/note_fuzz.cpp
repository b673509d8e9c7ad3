// SPDX-License-Identifier: Apache-2.0
#include "resolve/checksum_database.hpp"
#include "resolve/go_sum.hpp"
#include "resolve/signed_note.hpp"

#include <cstdlib>

namespace {

constexpr std::string_view k_key =
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
  using namespace crossroot::resolve;
  static const auto key = NoteKey::parse(k_key).value();
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  static_cast<void>(NoteKey::parse(text));
  static_cast<void>(open_note(text, key));
  static_cast<void>(parse_tree_head(text));
  static_cast<void>(parse_go_sum(text, "go.sum"));
  const auto lookup = parse_lookup(text);
  if (lookup) {
    // Tiles of arbitrary bytes must never prove a record under a root they do not hash
    // to.
    const TreeHead head{.size = 700, .root = std::string(32, '\0')};
    const auto read = [&](const std::string&) {
      return crossroot::Result<std::string>(std::string(text));
    };
    if (prove_record(lookup->record, lookup->text, head, read)) {
      std::abort();
    }
  }
  return 0;
}
