// SPDX-License-Identifier: Apache-2.0
// Changes an ELF file where a reader looks. A fuzzer that flips any byte spends its days
// in names and code, or breaks the first header and learns nothing of what follows; here
// a field of the header, of a segment, of a dynamic entry or of a table that an entry
// leads to gets a value that another one has, the file's size, or one beside these.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <random>
#include <vector>

namespace crossroot::test {

class ElfMutator {
public:
  ElfMutator(std::uint8_t* bytes, std::size_t size, unsigned seed)
      : bytes_(bytes), size_(size), random_(seed), wide_(size > 4 && bytes[4] == 2),
        big_(size > 5 && bytes[5] == 2)
  {
  }

  /// Whether a field was changed; false if this is no ELF file.
  bool change()
  {
    if (size_ < 64 || std::memcmp(bytes_,
                                  "\x7f"
                                  "ELF",
                                  4) != 0) {
      return false;
    }
    find_fields();
    for (auto left = 1 + below(3); left != 0; --left) {
      const auto& field = fields_[below(fields_.size())];
      put(field, value());
    }
    return true;
  }

private:
  struct Field {
    std::uint64_t at = 0;
    unsigned width = 4;
  };

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  std::uint64_t get(Field field) const
  {
    std::uint64_t number = 0;
    for (unsigned i = 0; i < field.width; ++i) {
      number = number << 8 | bytes_[field.at + (big_ ? i : field.width - 1 - i)];
    }
    return number;
  }
  void put(Field field, std::uint64_t number)
  {
    for (unsigned i = 0; i < field.width; ++i) {
      bytes_[field.at + (big_ ? field.width - 1 - i : i)] =
          static_cast<std::uint8_t>(number >> (8 * i));
    }
  }
  std::optional<Field> add(std::uint64_t at, unsigned width)
  {
    if (at > size_ || width > size_ - at) {
      return std::nullopt;
    }
    fields_.push_back({at, width});
    return fields_.back();
  }

  void find_fields()
  {
    const unsigned word = wide_ ? 8 : 4;
    add(16, 2);                // type
    add(18, 2);                // machine
    add(24 + 3 * word + 8, 2); // number of segments
    const auto segments_at = add(24 + word, word);
    const std::uint64_t header = wide_ ? 56 : 32;
    const auto count = get({24 + 3 * word + 8, 2});
    for (std::uint64_t i = 0; i < count && i < 16; ++i) {
      add_segment(get(*segments_at) + i * header, word);
    }
  }

  void add_segment(std::uint64_t at, unsigned word)
  {
    const auto type = add(at, 4);
    const auto fields = at + (wide_ ? 8 : 4);
    const auto offset = add(fields, word);
    add(fields + word, word);
    const auto length = add(fields + 3 * word, word);
    if (type && offset && length && get(*type) == 2) {
      add_dynamic(get(*offset), get(*length), word);
    }
  }

  void add_dynamic(std::uint64_t at, std::uint64_t length, unsigned word)
  {
    for (std::uint64_t i = 0; i < length / (2 * word) && i < 64; ++i) {
      const auto tag = add(at + 2 * i * word, word);
      const auto entry = add(at + (2 * i + 1) * word, word);
      // Seeds have addresses that equal offsets: what an address leads to are fields too.
      for (std::uint64_t k = 0; tag && entry && get(*tag) >= 4 && k < 8; ++k) {
        add(get(*entry) + 4 * k, k % 2 == 0 ? 4 : 2);
      }
    }
  }

  std::uint64_t value()
  {
    const std::uint64_t nudge = below(5) - 2;
    switch (below(5)) {
    case 0: return below(64);
    case 1: return size_ + nudge;
    case 2: return ~std::uint64_t{0} - below(16);
    case 3: return (std::uint64_t{1} << below(64)) + nudge;
    default: return get(fields_[below(fields_.size())]) + nudge;
    }
  }

  std::uint8_t* bytes_;
  std::size_t size_;
  std::minstd_rand random_;
  bool wide_, big_;
  std::vector<Field> fields_;
};

} // namespace crossroot::test
