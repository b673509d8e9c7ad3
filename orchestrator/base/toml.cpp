// SPDX-License-Identifier: Apache-2.0
#include "base/toml.hpp"

#include "base/text.hpp"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <fmt/format.h>

#include <algorithm>

namespace crossroot {

std::string TomlDate::render() const
{
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

TomlValue::TomlValue(Variant value, Position position)
    : value_(std::move(value)), position_(std::move(position))
{
}

std::string_view TomlValue::kind_name() const
{
  static constexpr std::string_view k_names[] = {
      "a string", "a whole number", "a number", "true or false",
      "a date",   "an array",       "a table"};
  return k_names[value_.index()];
}

namespace {

Position place(const std::string& file, const toml::source_region& region)
{
  return {file, static_cast<std::uint32_t>(region.begin.line),
          static_cast<std::uint32_t>(region.begin.column)};
}

TomlTable convert_table(const toml::table& table, const std::string& file);

TomlValue convert(const toml::node& node, const std::string& file)
{
  const auto position = place(file, node.source());
  if (const auto* table = node.as_table()) {
    return {convert_table(*table, file), position};
  }
  if (const auto* array = node.as_array()) {
    TomlValue::Array elements;
    for (const auto& element : *array) {
      elements.push_back(convert(element, file));
    }
    return {std::move(elements), position};
  }
  if (const auto* text = node.as_string()) {
    return {text->get(), position};
  }
  if (const auto* integer = node.as_integer()) {
    return {integer->get(), position};
  }
  if (const auto* number = node.as_floating_point()) {
    return {number->get(), position};
  }
  if (const auto* boolean = node.as_boolean()) {
    return {boolean->get(), position};
  }
  if (const auto* date = node.as_date()) {
    const auto& d = date->get();
    return {TomlDate{d.year, d.month, d.day}, position};
  }
  if (const auto* moment = node.as_date_time()) {
    const auto& d = moment->get().date;
    return {TomlDate{d.year, d.month, d.day}, position};
  }
  return {std::string(), position}; // a local time: no schema of ours has one
}

TomlTable convert_table(const toml::table& table, const std::string& file)
{
  TomlTable out;
  out.position = place(file, table.source());
  for (const auto& [key, node] : table) {
    out.members.emplace(std::string(key.str()),
                        TomlMember{convert(node, file), place(file, key.source())});
  }
  return out;
}

} // namespace

Result<TomlTable> parse_toml(std::string_view text, const std::string& file)
{
  const auto parsed = toml::parse(text, std::string_view(file));
  if (!parsed) {
    const auto& problem = parsed.error();
    return Error(ErrorKind::definition, "toml", std::string(problem.description()))
        .at(place(file, problem.source()));
  }
  return convert_table(parsed.table(), file);
}

TomlReader::TomlReader(const TomlTable& table, std::string name)
    : table_(table), name_(std::move(name))
{
}

const TomlValue* TomlReader::find(std::string_view key)
{
  known_.emplace_back(key);
  const auto found = table_.members.find(std::string(key));
  return found == table_.members.end() ? nullptr : &found->second.value;
}

void TomlReader::refuse(Error error)
{
  if (!problem_) {
    problem_ = std::move(error);
  }
}

void TomlReader::wrong_type(std::string_view key,
                            const TomlValue& found,
                            std::string_view wanted)
{
  refuse(Error(ErrorKind::definition, "toml",
               fmt::format("\"{}\" must be {}, not {}", key, wanted, found.kind_name()))
             .at(found.position()));
}

void TomlReader::missing(std::string_view key)
{
  refuse(Error(ErrorKind::definition, "toml",
               fmt::format("{} lacks the key \"{}\"", name_, key))
             .at(table_.position));
}

bool TomlReader::has(std::string_view key)
{
  return find(key) != nullptr;
}

std::optional<std::string> TomlReader::optional_string(std::string_view key)
{
  const auto* found = find(key);
  if (found == nullptr) {
    return std::nullopt;
  }
  if (found->string() == nullptr) {
    wrong_type(key, *found, "a string");
    return std::nullopt;
  }
  return *found->string();
}

std::string TomlReader::string(std::string_view key)
{
  if (!has(key)) {
    missing(key);
  }
  return optional_string(key).value_or("");
}

std::string TomlReader::string(std::string_view key, std::string_view otherwise)
{
  return optional_string(key).value_or(std::string(otherwise));
}

std::int64_t TomlReader::integer(std::string_view key)
{
  if (!has(key)) {
    missing(key);
  }
  return integer(key, 0);
}

std::int64_t TomlReader::integer(std::string_view key, std::int64_t otherwise)
{
  const auto* found = find(key);
  if (found == nullptr) {
    return otherwise;
  }
  if (found->integer() == nullptr) {
    wrong_type(key, *found, "a whole number");
    return otherwise;
  }
  return *found->integer();
}

bool TomlReader::boolean(std::string_view key, bool otherwise)
{
  const auto* found = find(key);
  if (found == nullptr) {
    return otherwise;
  }
  if (found->boolean() == nullptr) {
    wrong_type(key, *found, "true or false");
    return otherwise;
  }
  return *found->boolean();
}

std::optional<TomlDate> TomlReader::optional_date(std::string_view key)
{
  const auto* found = find(key);
  if (found == nullptr) {
    return std::nullopt;
  }
  if (found->date() == nullptr) {
    wrong_type(key, *found, "a date such as 2027-01-01");
    return std::nullopt;
  }
  return *found->date();
}

std::vector<std::string> TomlReader::strings(std::string_view key)
{
  std::vector<std::string> out;
  const auto* found = find(key);
  if (found == nullptr) {
    return out;
  }
  if (found->array() == nullptr) {
    wrong_type(key, *found, "an array of strings");
    return out;
  }
  for (const auto& element : *found->array()) {
    if (element.string() == nullptr) {
      wrong_type(key, element, "an array of strings");
      return {};
    }
    out.push_back(*element.string());
  }
  return out;
}

std::map<std::string, std::string> TomlReader::string_map(std::string_view key)
{
  std::map<std::string, std::string> out;
  const auto* members = table(key);
  if (members == nullptr) {
    return out;
  }
  for (const auto& [name, member] : members->members) {
    if (member.value.string() == nullptr) {
      wrong_type(name, member.value, "a string");
      return {};
    }
    out.emplace(name, *member.value.string());
  }
  return out;
}

const TomlTable* TomlReader::table(std::string_view key)
{
  const auto* found = find(key);
  if (found != nullptr && found->table() == nullptr) {
    wrong_type(key, *found, "a table");
    return nullptr;
  }
  return found != nullptr ? found->table() : nullptr;
}

std::vector<const TomlTable*> TomlReader::tables(std::string_view key)
{
  std::vector<const TomlTable*> out;
  const auto* found = find(key);
  if (found == nullptr) {
    return out;
  }
  if (found->array() == nullptr) {
    wrong_type(key, *found, "an array of tables");
    return out;
  }
  for (const auto& element : *found->array()) {
    if (element.table() == nullptr) {
      wrong_type(key, element, "an array of tables");
      return {};
    }
    out.push_back(element.table());
  }
  return out;
}

const TomlValue* TomlReader::value(std::string_view key)
{
  return find(key);
}

Position TomlReader::position_of(std::string_view key) const
{
  const auto found = table_.members.find(std::string(key));
  return found == table_.members.end() ? table_.position
                                       : found->second.value.position();
}

Result<void> TomlReader::finish() const
{
  if (problem_) {
    return *problem_;
  }
  const TomlMember* first = nullptr;
  std::string first_key;
  for (const auto& [key, member] : table_.members) {
    const auto& at = member.key_position;
    const bool is_known = std::find(known_.begin(), known_.end(), key) != known_.end();
    if (!is_known && (first == nullptr ||
                      std::pair(at.line, at.column) < std::pair(first->key_position.line,
                                                                first->key_position.column))) {
      first = &member;
      first_key = key;
    }
  }
  if (first == nullptr) {
    return {};
  }
  auto error = Error(ErrorKind::definition, "unknown-key",
                     fmt::format("unknown key \"{}\" in {}", first_key, name_))
                   .at(first->key_position);
  if (const auto suggestion = nearest(first_key, known_)) {
    return std::move(error).hint(fmt::format("did you mean \"{}\"?", *suggestion));
  }
  auto sorted = known_;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return std::move(error).hint("the keys here are " + join(sorted, ", "));
}

std::string quote_toml(std::string_view text)
{
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

} // namespace crossroot
