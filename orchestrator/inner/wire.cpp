// SPDX-License-Identifier: Apache-2.0
#include "inner/wire.hpp"

namespace crossroot::inner {
namespace {

/// "3221225534 318 318 424 4095"
std::string encode_absent(const AbsentCalls& absent)
{
  auto text = std::to_string(absent.architecture);
  for (const auto& [first, last] : absent.ranges) {
    text += ' ' + std::to_string(first) + ' ' + std::to_string(last);
  }
  return text;
}

/// Nothing for a text that is no decimal number below 2^64.
std::optional<std::uint64_t> decode_number(std::string_view text)
{
  std::uint64_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9' || value > UINT64_MAX / 10 - 1) {
      return std::nullopt;
    }
    value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return text.empty() ? std::nullopt : std::optional(value);
}

std::optional<AbsentCalls> decode_absent(std::string_view text)
{
  std::vector<std::uint32_t> numbers;
  for (auto rest = std::optional(text); rest;) {
    const auto space = rest->find(' ');
    const auto number = decode_number(rest->substr(0, space));
    if (!number || *number > UINT32_MAX) {
      return std::nullopt;
    }
    numbers.push_back(static_cast<std::uint32_t>(*number));
    rest = space == std::string_view::npos ? std::nullopt
                                           : std::optional(rest->substr(space + 1));
  }
  if (numbers.size() % 2 == 0) {
    return std::nullopt;
  }
  AbsentCalls absent{.architecture = numbers.front(), .ranges = {}};
  for (std::size_t i = 1; i < numbers.size(); i += 2) {
    absent.ranges.emplace_back(numbers[i], numbers[i + 1]);
  }
  return absent;
}

} // namespace

std::string encode(const InnerSpec& spec)
{
  std::string bytes;
  const auto put = [&bytes](std::string_view text) {
    const auto length = static_cast<std::uint32_t>(text.size());
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes.push_back(static_cast<char>(length >> shift & 0xff));
    }
    bytes.append(text);
  };
  const auto put_pair = [&put](std::string_view key, std::string_view value) {
    put(key);
    put(value);
  };
  put_pair("version", "1");
  for (const auto& word : spec.argv) {
    put_pair("arg", word);
  }
  for (const auto& line : spec.env) {
    put_pair("env", line);
  }
  put_pair("cwd", spec.cwd);
  for (const auto& place : spec.writable) {
    put_pair("writable", place);
  }
  put_pair("wall-limit-ms", std::to_string(spec.wall_limit_ms));
  put_pair("memory-limit", std::to_string(spec.memory_limit_bytes));
  put_pair("relay", spec.relay ? "1" : "0");
  put_pair("interactive", spec.interactive ? "1" : "0");
  put_pair("record", spec.record ? "1" : "0");
  for (const auto& absent : spec.absent) {
    put_pair("absent", encode_absent(absent));
  }
  return bytes;
}

std::optional<InnerSpec> decode(std::string_view bytes)
{
  const auto take = [&bytes]() -> std::optional<std::string_view> {
    std::uint32_t length = 0;
    if (bytes.size() < 4) {
      return std::nullopt;
    }
    for (unsigned i = 0; i < 4; ++i) {
      length |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << 8 * i;
    }
    bytes.remove_prefix(4);
    if (bytes.size() < length) {
      return std::nullopt;
    }
    const auto text = bytes.substr(0, length);
    bytes.remove_prefix(length);
    return text;
  };
  InnerSpec spec;
  bool versioned = false;
  while (!bytes.empty()) {
    const auto key = take();
    const auto value = key ? take() : std::nullopt;
    if (!value) {
      return std::nullopt;
    }
    if (*key == "version") {
      versioned = *value == "1";
    } else if (*key == "arg") {
      spec.argv.emplace_back(*value);
    } else if (*key == "env") {
      spec.env.emplace_back(*value);
    } else if (*key == "cwd") {
      spec.cwd = *value;
    } else if (*key == "writable") {
      spec.writable.emplace_back(*value);
    } else if (*key == "relay") {
      spec.relay = *value == "1";
    } else if (*key == "interactive") {
      spec.interactive = *value == "1";
    } else if (*key == "record") {
      spec.record = *value == "1";
    } else if (*key == "absent") {
      auto absent = decode_absent(*value);
      if (!absent) {
        return std::nullopt;
      }
      spec.absent.push_back(*std::move(absent));
    } else if (*key == "wall-limit-ms" || *key == "memory-limit") {
      const auto limit = decode_number(*value);
      if (!limit) {
        return std::nullopt;
      }
      (*key == "wall-limit-ms" ? spec.wall_limit_ms : spec.memory_limit_bytes) = *limit;
    } else {
      return std::nullopt;
    }
  }
  if (!versioned) {
    return std::nullopt;
  }
  return spec;
}

} // namespace crossroot::inner
