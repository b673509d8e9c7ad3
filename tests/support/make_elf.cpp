// SPDX-License-Identifier: Apache-2.0
#include "support/make_elf.hpp"

#include <map>
#include <set>

namespace crossroot::test {

namespace {

class Writer {
public:
  explicit Writer(const ElfSpec& spec) : spec_(spec) {}

  std::string write();

private:
  using Key = std::pair<std::string, std::string>; ///< (library, node)

  void put(std::string& out, std::uint64_t value, unsigned bytes) const
  {
    for (unsigned i = 0; i < bytes; ++i) {
      const auto shift = 8 * (spec_.big_endian ? bytes - 1 - i : i);
      out += static_cast<char>(value >> shift & 0xff);
    }
  }
  void word(std::string& out, std::uint64_t value) const
  {
    put(out, value, spec_.bits / 8);
  }
  std::uint32_t text(const std::string& string)
  {
    const auto found = strings_.find('\0' + string + '\0');
    if (found != std::string::npos) {
      return static_cast<std::uint32_t>(found + 1);
    }
    strings_ += string + '\0';
    return static_cast<std::uint32_t>(strings_.size() - string.size() - 1);
  }
  std::uint64_t append(std::string& out, const std::string& part) const
  {
    out.resize((out.size() + 15) / 16 * 16);
    out += part;
    return out.size() - part.size();
  }
  void number_versions();
  std::string symbol_table();
  std::string version_indexes() const;
  std::string version_needs();
  std::string version_definitions();
  std::string hash_table() const;
  void segment(std::string& out,
               std::uint32_t type,
               std::uint32_t flags,
               std::uint64_t offset,
               std::uint64_t size,
               std::uint64_t align) const;
  std::string dynamic_entries(const std::map<std::uint64_t, std::uint64_t>& tables);

  std::string tables_and_content();
  std::string program_headers();
  std::string relocations(bool slots) const;
  std::string section_headers(std::string& out);
  std::string header() const;
  std::uint64_t header_size() const { return spec_.bits == 64 ? 64 : 52; }
  std::uint64_t segment_size() const { return spec_.bits == 64 ? 56 : 32; }

  static constexpr std::uint64_t k_most_segments = 8;
  std::map<std::uint64_t, std::uint64_t> tables_;
  std::map<std::uint64_t, std::uint64_t> table_sizes_;
  std::uint64_t sections_at_ = 0;
  using Range = std::pair<std::uint64_t, std::uint64_t>; ///< offset and size
  Range text_, data_, dynamic_, interpreter_, note_;
  std::uint16_t segments_ = 0;
  const ElfSpec& spec_;
  std::string strings_ = std::string(1, '\0');
  std::map<Key, std::uint16_t> indexes_; ///< library "" is a version defined here
};

void Writer::number_versions()
{
  std::uint16_t next = 2;
  const auto add = [&](const std::string& library, const std::string& node) {
    if (!node.empty() && indexes_.try_emplace({library, node}, next).second) {
      ++next;
    }
  };
  for (const auto& symbol : spec_.symbols) {
    add(symbol.library, symbol.version);
  }
  for (const auto& [library, node] : spec_.bare_versions) {
    add(library, node);
  }
}

std::string Writer::symbol_table()
{
  std::string out(spec_.bits == 64 ? 24 : 16, '\0');
  for (const auto& symbol : spec_.symbols) {
    const bool defined = symbol.library.empty() && !symbol.undefined;
    const std::uint64_t info = (symbol.local  ? 0u
                                : symbol.weak ? 0x20u
                                              : 0x10u) |
                               symbol.type;
    put(out, text(symbol.name), 4);
    if (spec_.bits == 32) {
      put(out, defined ? 0x1000 : 0, 4);
      put(out, 0, 4);
    }
    put(out, info, 1);
    put(out, 0, 1);
    put(out, defined ? 1 : 0, 2);
    if (spec_.bits == 64) {
      put(out, defined ? 0x1000 : 0, 8);
      put(out, 0, 8);
    }
  }
  return out;
}

std::string Writer::version_indexes() const
{
  std::string out(2, '\0');
  for (const auto& symbol : spec_.symbols) {
    const auto index =
        symbol.version.empty() ? 1 : indexes_.at({symbol.library, symbol.version});
    put(out, index | (symbol.hidden ? 0x8000u : 0u), 2);
  }
  return out;
}

std::string Writer::version_needs()
{
  std::map<std::string, std::vector<std::pair<std::string, std::uint16_t>>> by_library;
  for (const auto& [key, index] : indexes_) {
    if (!key.first.empty()) {
      by_library[key.first].emplace_back(key.second, index);
    }
  }
  std::string out;
  std::size_t left = by_library.size();
  for (const auto& [library, nodes] : by_library) {
    put(out, 1, 2);
    put(out, nodes.size(), 2);
    put(out, text(library), 4);
    put(out, 16, 4);
    put(out, --left == 0 ? 0 : 16 + 16 * nodes.size(), 4);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      put(out, 0, 4);
      put(out, spec_.version_flags, 2);
      put(out, nodes[i].second, 2);
      put(out, text(nodes[i].first), 4);
      put(out, i + 1 == nodes.size() ? 0 : 16, 4);
    }
  }
  return out;
}

std::string Writer::version_definitions()
{
  std::vector<std::pair<std::string, std::uint16_t>> nodes;
  for (const auto& [key, index] : indexes_) {
    if (key.first.empty()) {
      nodes.emplace_back(key.second, index);
    }
  }
  std::string out;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    put(out, 1, 2);
    put(out, 0, 2);
    put(out, nodes[i].second, 2);
    put(out, 1, 2);
    put(out, 0, 4);
    put(out, 20, 4);
    put(out, i + 1 == nodes.size() ? 0 : 28, 4);
    put(out, text(nodes[i].first), 4);
    put(out, 0, 4);
  }
  return out;
}

std::string Writer::hash_table() const
{
  std::string out;
  if (spec_.gnu_hash) { // one empty bucket, one bloom word
    put(out, 1, 4);
    put(out, 1, 4);
    put(out, 1, 4);
    put(out, 0, 4);
    word(out, 0);
    put(out, 0, 4);
    return out;
  }
  const unsigned entry = spec_.machine == 22 && spec_.bits == 64 ? 8 : 4;
  put(out, 1, entry);
  put(out, spec_.symbols.size() + 1, entry);
  for (std::size_t i = 0; i < spec_.symbols.size() + 2; ++i) {
    put(out, 0, entry);
  }
  return out;
}

void Writer::segment(std::string& out,
                     std::uint32_t type,
                     std::uint32_t flags,
                     std::uint64_t offset,
                     std::uint64_t size,
                     std::uint64_t align) const
{
  put(out, type, 4);
  if (spec_.bits == 64) {
    put(out, flags, 4);
  }
  word(out, offset);
  word(out, offset);
  word(out, offset);
  word(out, size);
  word(out, size);
  if (spec_.bits == 32) {
    put(out, flags, 4);
  }
  word(out, align);
}

std::string Writer::dynamic_entries(const std::map<std::uint64_t, std::uint64_t>& tables)
{
  std::string out;
  const auto entry = [&](std::uint64_t tag, std::uint64_t value) {
    word(out, tag);
    word(out, value);
  };
  for (const auto& name : spec_.needed) {
    entry(1, text(name));
  }
  if (spec_.soname) {
    entry(14, text(*spec_.soname));
  }
  if (spec_.rpath) {
    entry(15, text(*spec_.rpath));
  }
  if (spec_.runpath) {
    entry(29, text(*spec_.runpath));
  }
  for (const auto& [tag, value] : spec_.dynamic) {
    entry(tag, value);
  }
  for (const auto& [tag, value] : tables) {
    entry(tag, value);
  }
  entry(0, 0);
  return out;
}

std::string Writer::tables_and_content()
{
  number_versions();
  std::string body(header_size() + k_most_segments * segment_size(), '\0');
  const auto symbols = symbol_table();
  const auto needs = version_needs();
  const auto definitions = version_definitions();
  static_cast<void>(dynamic_entries({})); // fills the string table
  auto& tables = tables_;
  tables[6] = append(body, symbols);
  table_sizes_[6] = symbols.size();
  if (const auto slots = relocations(true); !slots.empty()) {
    tables[23] = append(body, slots);
    tables[2] = slots.size();
    tables[20] = 7; // DT_RELA
  }
  if (const auto others = relocations(false); !others.empty()) {
    tables[7] = append(body, others);
    tables[8] = others.size();
  }
  tables[spec_.gnu_hash ? 0x6ffffef5 : 4] = append(body, hash_table());
  if (!indexes_.empty()) {
    tables[0x6ffffff0] = append(body, version_indexes());
  }
  if (!needs.empty()) {
    std::set<std::string> libraries;
    for (const auto& [key, index] : indexes_) {
      libraries.insert(key.first);
    }
    tables[0x6ffffffe] = append(body, needs);
    tables[0x6fffffff] = libraries.size() - libraries.count("");
  }
  if (!definitions.empty()) {
    tables[0x6ffffffc] = append(body, definitions);
    tables[0x6ffffffd] = definitions.size() / 28;
  }
  tables[5] = append(body, strings_);
  tables[10] = strings_.size();
  const auto dynamic = dynamic_entries(tables);
  const auto interpreter = spec_.interpreter.value_or("") + '\0';
  dynamic_ = {append(body, dynamic), dynamic.size()};
  interpreter_ = {append(body, interpreter), interpreter.size()};
  note_ = {append(body, spec_.note), spec_.note.size()};
  text_ = {0, body.size()};
  data_ = {append(body, spec_.data), spec_.data.size()};
  return body;
}

/// Elf_Rela without symbol: jump slots, or the others by their type.
std::string Writer::relocations(bool slots) const
{
  std::string out;
  // On 64-bit MIPS the type is the last of four bytes behind the symbol.
  const bool type_last = spec_.machine == 8 && spec_.bits == 64 && !spec_.big_endian;
  const auto add = [&](std::uint32_t type, std::uint64_t address) {
    word(out, address);
    word(out, type_last ? std::uint64_t{type} << 56 : type);
    word(out, 0);
  };
  for (const auto address : slots ? spec_.jump_slots : std::vector<std::uint64_t>()) {
    add(7, address); // R_X86_64_JUMP_SLOT; the reader goes by the table alone
  }
  for (const auto& [type, address] : spec_.relocations) {
    if (!slots) {
      add(type, address);
    }
  }
  return out;
}

/// Appends contents to the file; returns the headers, the last of them the names'.
std::string Writer::section_headers(std::string& out)
{
  static const std::map<std::string, std::uint64_t> k_tags{
      {"dynsym", 6}, {"hash", 4}, {"verneed", 0x6ffffffe}, {"versym", 0x6ffffff0}};
  std::string names(1, '\0');
  std::string headers(spec_.bits == 64 ? 64 : 40, '\0');
  const auto add = [&](const std::string& name, std::uint32_t type, std::uint64_t flags,
                       std::uint64_t address, Range range, std::uint64_t entry) {
    put(headers, names.size(), 4);
    names += name + '\0';
    put(headers, type, 4);
    word(headers, flags);
    word(headers, address);
    word(headers, range.first);
    word(headers, range.second);
    put(headers, 0, 8); // link and information
    word(headers, 1);
    word(headers, entry);
  };
  for (const auto& section : spec_.sections) {
    if (section.table.empty()) {
      const auto at = append(out, section.content);
      add(section.name, section.type, section.flags, section.moved,
          {at, section.content.size()}, 0);
      continue;
    }
    const bool dynamic = section.table == "dynamic";
    const auto at = dynamic ? dynamic_.first : tables_[k_tags.at(section.table)];
    const auto size = dynamic                     ? dynamic_.second
                      : section.table == "dynsym" ? table_sizes_[6]
                                                  : 0;
    add(section.name, section.type, section.flags, at + section.moved, {at, size},
        section.table == "dynsym" ? (spec_.bits == 64 ? 24 : 16) : 0);
  }
  const auto name_bytes = names + ".shstrtab" + '\0';
  const auto at = append(out, name_bytes);
  add(".shstrtab", 3, 0, 0, {at, name_bytes.size()}, 0);
  return headers;
}

std::string Writer::program_headers()
{
  std::string out;
  const auto add = [&](bool wanted, std::uint32_t type, std::uint32_t flags, Range range,
                       std::uint64_t align = 4) {
    if (wanted) {
      segment(out, type, flags, range.first, range.second, align);
      ++segments_;
    }
  };
  constexpr std::uint64_t k_largest_page = 65536;
  add(true, 1, spec_.text_flags, text_, k_largest_page);
  add(!spec_.data.empty(), 1, spec_.data_flags, data_, k_largest_page);
  add(spec_.dynamic_section, 2, 4, dynamic_);
  add(spec_.interpreter.has_value(), 3, 4, interpreter_);
  add(!spec_.note.empty(), 4, 4, note_);
  add(spec_.stack_flags.has_value(), 0x6474e551, spec_.stack_flags.value_or(0), {0, 0});
  const Range pages{0, (text_.second + 4095) / 4096 * 4096};
  add(spec_.relro, 0x6474e552, 4, spec_.relro_range.value_or(pages));
  return out;
}

std::string Writer::header() const
{
  std::string out = "\x7f"
                    "ELF";
  out += static_cast<char>(spec_.bits == 64 ? 2 : 1);
  out += static_cast<char>(spec_.big_endian ? 2 : 1);
  out += '\1';
  out += static_cast<char>(spec_.os_abi);
  out.resize(16);
  put(out, spec_.type, 2);
  put(out, spec_.machine, 2);
  put(out, 1, 4);
  word(out, 0x1000); // entry
  word(out, header_size());
  word(out, sections_at_);
  put(out, spec_.flags, 4);
  put(out, header_size(), 2);
  put(out, segment_size(), 2);
  put(out, segments_, 2);
  if (sections_at_ != 0) {
    put(out, spec_.bits == 64 ? 64 : 40, 2);
    put(out, spec_.sections.size() + 2, 2);
    put(out, spec_.sections.size() + 1, 2);
  }
  out.resize(header_size());
  return out;
}

std::string Writer::write()
{
  auto body = tables_and_content();
  const auto segments = program_headers();
  if (!spec_.sections.empty()) {
    const auto headers = section_headers(body);
    sections_at_ = append(body, headers);
  }
  const auto head = header() + segments;
  return head + body.substr(head.size());
}

} // namespace

std::string make_elf(const ElfSpec& spec)
{
  return Writer(spec).write();
}

std::string make_go_record(const std::string& version, const std::string& modules)
{
  std::string record = "\xff Go buildinf:";
  record += '\x08';
  record += '\x02';
  record.resize(32);
  const auto add = [&](const std::string& text) {
    auto length = text.size();
    for (; length >= 0x80; length >>= 7) {
      record += static_cast<char>(length | 0x80);
    }
    record += static_cast<char>(length);
    record += text;
  };
  add(version);
  const std::string frame(16, '#');
  add(frame + modules + frame);
  return record;
}

std::string
make_note(const std::string& owner, std::uint32_t type, const std::string& description)
{
  std::string note;
  const auto number = [&](std::uint64_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      note += static_cast<char>(value >> shift & 0xff);
    }
  };
  number(owner.size() + 1);
  number(description.size());
  number(type);
  note += owner + '\0';
  note.resize((note.size() + 3) / 4 * 4);
  note += description;
  note.resize((note.size() + 3) / 4 * 4);
  return note;
}

} // namespace crossroot::test
