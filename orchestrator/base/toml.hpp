// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crossroot {

class TomlValue;

struct TomlMember;

/// A TOML table, sorted by key, that remembers where it stood.
struct TomlTable {
  std::map<std::string, TomlMember> members;
  Position position;
};

struct TomlDate {
  int year = 0;
  int month = 0;
  int day = 0;
  auto operator<=>(const TomlDate&) const = default;
  std::string render() const; ///< 2027-01-01
};

/// A parsed TOML value with its place in the file.
class TomlValue {
public:
  using Array = std::vector<TomlValue>;
  using Variant =
      std::variant<std::string, std::int64_t, double, bool, TomlDate, Array, TomlTable>;

  TomlValue(Variant value, Position position);

  const std::string* string() const { return std::get_if<std::string>(&value_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
  const bool* boolean() const { return std::get_if<bool>(&value_); }
  const TomlDate* date() const { return std::get_if<TomlDate>(&value_); }
  const Array* array() const { return std::get_if<Array>(&value_); }
  const TomlTable* table() const { return std::get_if<TomlTable>(&value_); }
  const Position& position() const { return position_; }
  /// "a string", "a table", … for messages.
  std::string_view kind_name() const;

private:
  Variant value_;
  Position position_;
};

struct TomlMember {
  TomlValue value;
  Position key_position;
};

/// Parses a whole document. `file` is only for positions. Errors carry line and column.
Result<TomlTable> parse_toml(std::string_view text, const std::string& file);

/// Reads one table key by key and remembers which keys were asked for, so that
/// finish() can refuse the others with "did you mean". The first wrong type or missing
/// key is kept and returned by finish(); until then reads give empty values, which
/// keeps schema code free of branches. The table must outlive the reader.
class TomlReader {
public:
  /// `name` is how messages call the table: "[target.linux-amd64]".
  TomlReader(const TomlTable& table, std::string name);

  bool has(std::string_view key);           ///< also marks the key as known
  std::string string(std::string_view key); ///< must be there
  std::string string(std::string_view key, std::string_view otherwise);
  std::optional<std::string> optional_string(std::string_view key);
  std::int64_t integer(std::string_view key);
  std::int64_t integer(std::string_view key, std::int64_t otherwise);
  bool boolean(std::string_view key, bool otherwise);
  std::optional<TomlDate> optional_date(std::string_view key);
  std::vector<std::string> strings(std::string_view key); ///< empty if missing
  std::map<std::string, std::string> string_map(std::string_view key);
  const TomlTable* table(std::string_view key);               ///< null if missing
  std::vector<const TomlTable*> tables(std::string_view key); ///< array of tables
  const TomlValue* value(std::string_view key);               ///< null if missing

  /// Where the key stands; the table's own place if it is not there.
  Position position_of(std::string_view key) const;
  const std::string& name() const { return name_; }
  /// Records a schema violation found by the caller (first one wins).
  void refuse(Error error);

  /// The first problem by reading order, else the first unknown key by position.
  Result<void> finish() const;

private:
  const TomlValue* find(std::string_view key);
  void wrong_type(std::string_view key, const TomlValue& found, std::string_view wanted);
  void missing(std::string_view key);

  const TomlTable& table_;
  std::string name_;
  std::vector<std::string> known_;
  std::optional<Error> problem_;
};

/// `text` as a basic TOML string with its quotes.
std::string quote_toml(std::string_view text);

} // namespace crossroot
