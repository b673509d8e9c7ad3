// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include <nlohmann/json.hpp>

namespace crossroot {

namespace {

using Library = nlohmann::json;

Json from_library(const Library& value)
{
  switch (value.type()) {
  case Library::value_t::boolean: return value.get<bool>();
  case Library::value_t::number_integer: return value.get<std::int64_t>();
  case Library::value_t::number_unsigned: return value.get<std::uint64_t>();
  case Library::value_t::number_float: return value.get<double>();
  case Library::value_t::string: return value.get<std::string>();
  case Library::value_t::array: {
    Json::Array array;
    for (const auto& element : value) {
      array.push_back(from_library(element));
    }
    return array;
  }
  case Library::value_t::object: {
    Json::Object object;
    for (const auto& [name, member] : value.items()) {
      object.emplace(name, from_library(member));
    }
    return object;
  }
  default: return nullptr;
  }
}

Library to_library(const Json& value)
{
  if (const auto* text = value.string()) {
    return *text;
  }
  if (const auto* integer = value.integer()) {
    return *integer;
  }
  if (const auto* number = value.number()) {
    return *number;
  }
  if (const auto* boolean = value.boolean()) {
    return *boolean;
  }
  if (const auto* array = value.array()) {
    Library out = Library::array();
    for (const auto& element : *array) {
      out.push_back(to_library(element));
    }
    return out;
  }
  if (const auto* object = value.object()) {
    Library out = Library::object();
    for (const auto& [name, member] : *object) {
      out[name] = to_library(member);
    }
    return out;
  }
  return nullptr;
}

} // namespace

Result<Json> Json::parse(std::string_view text)
{
  constexpr int k_deepest = 64;
  bool too_deep = false;
  const auto watch_depth = [&](int depth, Library::parse_event_t, Library&) {
    too_deep = too_deep || depth > k_deepest;
    return !too_deep;
  };
  const auto value = Library::parse(text, watch_depth, /*allow_exceptions=*/false);
  if (too_deep || value.is_discarded()) {
    return Error(ErrorKind::definition, "json",
                 too_deep ? "JSON is nested too deeply" : "not valid JSON");
  }
  return from_library(value);
}

std::string Json::render() const
{
  return to_library(*this).dump(2, ' ', false, Library::error_handler_t::replace) + "\n";
}

std::string Json::render_compact() const
{
  return to_library(*this).dump(-1, ' ', false, Library::error_handler_t::replace);
}

const Json& Json::operator[](std::string_view name) const
{
  static const Json k_null;
  if (const auto* members = object()) {
    if (const auto found = members->find(std::string(name)); found != members->end()) {
      return found->second;
    }
  }
  return k_null;
}

std::string Json::text(std::string_view name) const
{
  const auto* found = (*this)[name].string();
  return found != nullptr ? *found : std::string();
}

} // namespace crossroot
