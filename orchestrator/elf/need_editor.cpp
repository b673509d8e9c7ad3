// SPDX-License-Identifier: Apache-2.0
// A loader looks up pow under the version that .gnu.version gives the symbol, an index of
// a record in .gnu.version_r, after it has checked that each library has every version
// that its records name (glibc: elf/dl-version.c). So a file is made to ask for an older
// pow by another index of two bytes, once no record names the newer version. A library's
// records are a chain linked by distances: to drop one is to lengthen the distance before
// it, and one that no symbol needs can be given another name, if the file has the text.
// That is all that happens here, so every address and every other byte stays.
#include "elf/need_editor.hpp"

#include "elf/image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace crossroot::elf {

namespace {

using Node = std::pair<std::string, std::string>; ///< library, version

// Elf_Verneed and Elf_Vernaux are alike in both classes (gABI, GNU's additions).
constexpr std::uint64_t k_need_count = 2, k_need_first = 8, k_record_hash = 0,
                        k_record_flags = 4, k_record_name = 8, k_record_next = 12;

/// The gABI's hash of names, by which loaders compare versions.
std::uint32_t name_hash(std::string_view name)
{
  std::uint32_t hash = 0;
  for (const unsigned char byte : name) {
    hash = (hash << 4) + byte;
    const std::uint32_t high = hash & 0xf0000000U;
    hash = (hash ^ (high >> 24)) & ~high;
  }
  return hash;
}

class Editing {
public:
  Editing(std::span<std::byte> bytes, ElfFile file)
      : bytes_(bytes), file_(std::move(file))
  {
  }

  /// Decides everything, so that a refusal comes before the first byte is written.
  Result<void> decide(const std::vector<OlderVersion>& changes)
  {
    for (const auto& change : changes) {
      wanted_[{change.library, change.version}][change.symbol] = change.older;
    }
    for (const auto& [node, symbols] : wanted_) {
      CROSSROOT_CHECK(all_symbols_named(node, symbols));
    }
    for (auto& need : file_.version_needs) {
      CROSSROOT_CHECK(decide_records(need));
    }
    return {};
  }

  void write()
  {
    for (const auto& symbol : file_.symbols) {
      const auto index = new_index(symbol);
      if (index != symbol.version_index) {
        const auto bit = symbol.hidden ? 0x8000U : 0U;
        put(file_.version_symbols_offset + std::uint64_t{symbol.index} * 2, index | bit,
            2);
      }
    }
    for (const auto& [offset, name] : renamed_) {
      put(offset + k_record_hash, name_hash(name.first), 4);
      put(offset + k_record_flags, 0, 2);
      put(offset + k_record_name, name.second, 4);
    }
    for (const auto& need : file_.version_needs) {
      link(need);
    }
  }

private:
  Result<void> all_symbols_named(const Node& node,
                                 const std::map<std::string, std::string>& symbols) const
  {
    for (const auto& symbol : file_.symbols) {
      if (Node(symbol.version_file, symbol.version) == node &&
          !symbols.contains(symbol.name)) {
        return Error(ErrorKind::verify, "left",
                     fmt::format("{} of {} is asked for by {}, too", node.second,
                                 node.first, symbol.name));
      }
    }
    return {};
  }

  /// Which records of one library go, and which get another name.
  Result<void> decide_records(const VersionNeed& need)
  {
    std::map<std::string, std::uint16_t> index_of; // versions that stay or come
    std::vector<const NeededVersion*> free;
    for (const auto& record : need.versions) {
      if (wanted_.contains({need.library, record.name})) {
        free.push_back(&record);
      } else {
        index_of.emplace(record.name, record.index);
      }
    }
    for (const auto* const record : free) {
      for (const auto& [symbol, older] : wanted_.at({need.library, record->name})) {
        if (!index_of.contains(older)) {
          CROSSROOT_TRY(const auto index, rename_one(free, older));
          index_of.emplace(older, index);
        }
      }
      chosen_[{need.library, record->name}] = index_of;
    }
    for (const auto* const record : free) {
      if (!renamed_.contains(record->offset)) {
        dropped_.insert(record->offset);
      }
    }
    return dropped_all(need) ? no_room(need.library) : Result<void>{};
  }

  Result<std::uint16_t> rename_one(const std::vector<const NeededVersion*>& free,
                                   const std::string& name)
  {
    for (const auto* const record : free) {
      if (!renamed_.contains(record->offset)) {
        const auto at = string_offset(name);
        if (!at) {
          break;
        }
        renamed_[record->offset] = {name, *at};
        return record->index;
      }
    }
    return no_room(name).error();
  }

  static Result<void> no_room(const std::string& name)
  {
    return Error(ErrorKind::verify, "no-room",
                 fmt::format("the file has no room to ask for {}", name));
  }

  bool dropped_all(const VersionNeed& need) const
  {
    return !need.versions.empty() &&
           std::all_of(
               need.versions.begin(), need.versions.end(),
               [&](const auto& record) { return dropped_.contains(record.offset); });
  }

  /// Where the string table has the text, closed by its zero; the end of a longer string
  /// will do.
  std::optional<std::uint32_t> string_offset(const std::string& text)
  {
    auto source = ByteSource::of(bytes_);
    source.set_endian(file_.endian);
    const Image image{source, file_};
    const auto address = file_.dynamic_value(k_dt_strtab);
    const auto size = file_.dynamic_value(k_dt_strsz);
    const auto offset = address && size ? image.offset_of(*address, *size) : std::nullopt;
    if (!offset || *offset > bytes_.size() || *size > bytes_.size() - *offset) {
      return std::nullopt;
    }
    const std::string_view table(reinterpret_cast<const char*>(bytes_.data()) + *offset,
                                 *size);
    const auto at = table.find(text + '\0');
    return at == table.npos || at > UINT32_MAX
               ? std::nullopt
               : std::optional(static_cast<std::uint32_t>(at));
  }

  std::uint16_t new_index(const Symbol& symbol) const
  {
    const Node node(symbol.version_file, symbol.version);
    const auto found = wanted_.find(node);
    if (symbol.version_file.empty() || found == wanted_.end()) {
      return symbol.version_index;
    }
    return chosen_.at(node).at(found->second.at(symbol.name));
  }

  /// The chain of one library's records anew, without those that were dropped.
  void link(const VersionNeed& need)
  {
    std::uint64_t before = need.offset;
    auto field = before + k_need_first;
    std::uint16_t count = 0;
    for (const auto& record : need.versions) {
      if (dropped_.contains(record.offset)) {
        continue;
      }
      put(field, static_cast<std::uint32_t>(record.offset - before), 4);
      before = record.offset;
      field = before + k_record_next;
      ++count;
    }
    if (count != 0) {
      put(field, 0, 4);
      put(need.offset + k_need_count, count, 2);
    }
  }

public:
  /// Puts back what was written, the last first: records of a file that lies may overlap.
  void undo()
  {
    for (auto at = before_.rbegin(); at != before_.rend(); ++at) {
      bytes_[at->first] = at->second;
    }
  }

private:
  /// All places come from the reader, which found them inside the file.
  void put(std::uint64_t offset, std::uint32_t value, unsigned size)
  {
    for (unsigned i = 0; i < size; ++i) {
      const auto shift = 8 * (file_.endian == Endian::little ? i : size - 1 - i);
      before_.emplace_back(offset + i, bytes_[offset + i]);
      bytes_[offset + i] = static_cast<std::byte>(value >> shift);
    }
  }

  std::span<std::byte> bytes_;
  ElfFile file_;
  std::map<Node, std::map<std::string, std::string>> wanted_; ///< symbol → older
  std::map<Node, std::map<std::string, std::uint16_t>> chosen_;
  std::map<std::uint64_t, std::pair<std::string, std::uint32_t>> renamed_; ///< by offset
  std::set<std::uint64_t> dropped_;
  std::vector<std::pair<std::uint64_t, std::byte>> before_;
};

/// Whether the file still reads, and asks for none of the versions.
bool asks_no_more(std::span<const std::byte> bytes,
                  const std::vector<OlderVersion>& changes)
{
  auto source = ByteSource::of(bytes);
  const auto file = read_elf(source);
  return file &&
         std::none_of(changes.begin(), changes.end(), [&](const OlderVersion& change) {
           return std::any_of(file->version_needs.begin(), file->version_needs.end(),
                              [&](const VersionNeed& need) {
                                return need.library == change.library &&
                                       std::any_of(
                                           need.versions.begin(), need.versions.end(),
                                           [&](const NeededVersion& version) {
                                             return version.name == change.version;
                                           });
                              });
         });
}

} // namespace

Result<void> ask_for_older(std::span<std::byte> file,
                           const std::vector<OlderVersion>& changes)
{
  auto source = ByteSource::of(file);
  CROSSROOT_TRY(auto read, read_elf(source));
  Editing editing(file, std::move(read));
  CROSSROOT_CHECK(editing.decide(changes));
  editing.write();
  if (!asks_no_more(file, changes)) {
    editing.undo();
    return malformed("its records of needed versions overlap");
  }
  return {};
}

} // namespace crossroot::elf
