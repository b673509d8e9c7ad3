// SPDX-License-Identifier: Apache-2.0
#include "archive/zip.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace crossroot::archive {

namespace {

Result<Digest> digest_entry(::archive* reader, const std::string& source)
{
  Hasher hasher;
  EntryContent content(reader, source);
  while (true) {
    CROSSROOT_TRY(const auto piece, content.next());
    if (piece.empty()) {
      return hasher.finish();
    }
    hasher.update(piece);
  }
}

} // namespace

// golang.org/x/mod/sumdb/dirhash: SHA-256 over "hex(sha256)  name\n" of every file,
// sorted by name as bytes.
Result<std::string> go_module_hash(const fs::path& zip)
{
  const Utf8Names utf8;
  const CancelToken never;
  const auto source = zip.filename().string();
  CROSSROOT_TRY(const auto reader, open_zip(zip));
  std::vector<std::pair<std::string, Digest>> files;
  while (true) {
    CROSSROOT_TRY(auto* const entry, next_entry(reader.get(), source, never));
    if (entry == nullptr) {
      break;
    }
    auto name = entry_name(entry);
    if (!name || name->find('\n') != std::string::npos) {
      return Error(ErrorKind::digest_mismatch, "archive",
                   fmt::format("{}: an entry's name cannot be hashed", source));
    }
    CROSSROOT_TRY(const auto digest, digest_entry(reader.get(), source));
    files.emplace_back(std::move(*name), digest);
  }
  std::sort(files.begin(), files.end());
  Hasher sum;
  for (const auto& [name, digest] : files) {
    sum.update(fmt::format("{}  {}\n", digest.render(), name));
  }
  return "h1:" + encode_base64(sum.finish().bytes());
}

} // namespace crossroot::archive
