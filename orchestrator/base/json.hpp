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

/// A JSON value. Objects are sorted by name, so rendering is a function of the value.
/// Numbers are 64-bit integers or doubles.
class Json {
public:
  using Array = std::vector<Json>;
  using Object = std::map<std::string, Json>;

  Json() = default;                                                       ///< null
  Json(std::nullptr_t) {}                                                 // NOLINT
  Json(bool value) : value_(value) {}                                     // NOLINT
  Json(std::int64_t value) : value_(value) {}                             // NOLINT
  Json(int value) : value_(std::int64_t{value}) {}                        // NOLINT
  Json(std::uint64_t value) : value_(static_cast<std::int64_t>(value)) {} // NOLINT
  Json(double value) : value_(value) {}                                   // NOLINT
  Json(const char* value) : value_(std::string(value)) {}                 // NOLINT
  Json(std::string value) : value_(std::move(value)) {}                   // NOLINT
  Json(std::string_view value) : value_(std::string(value)) {}            // NOLINT
  Json(Array value) : value_(std::move(value)) {}                         // NOLINT
  Json(Object value) : value_(std::move(value)) {}                        // NOLINT

  /// Refuses trailing text, duplicate names are last-wins, depth above 64, bad UTF-8.
  static Result<Json> parse(std::string_view text);
  /// Indented by two spaces, with a final newline. Bytes that are not UTF-8 are
  /// replaced by U+FFFD.
  std::string render() const;
  /// One line, no newline.
  std::string render_compact() const;

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  const std::string* string() const { return std::get_if<std::string>(&value_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
  const double* number() const { return std::get_if<double>(&value_); }
  const bool* boolean() const { return std::get_if<bool>(&value_); }
  const Array* array() const { return std::get_if<Array>(&value_); }
  const Object* object() const { return std::get_if<Object>(&value_); }

  /// The member of an object; null if there is none or this is no object.
  const Json& operator[](std::string_view name) const;
  /// The member as text, "" if it is missing or not text.
  std::string text(std::string_view name) const;

  bool operator==(const Json&) const = default;

private:
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object>
      value_;
};

} // namespace crossroot
