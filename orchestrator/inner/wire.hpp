// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the sandbox tells its inner half, and the numbers of the descriptors between the
// two. Header only and free of every library: it is compiled into the static executable
// and into the orchestrator.
namespace crossroot::inner {

inline constexpr int k_spec_descriptor = 3;     ///< in: a file with an encoded InnerSpec
inline constexpr int k_liveness_descriptor = 4; ///< in: end of file means: end now
inline constexpr int k_report_descriptor = 5;   ///< out: lines, see k_report_*
inline constexpr int k_relay_descriptor = 6; ///< the relay's Unix socket, opened O_PATH

inline constexpr std::uint16_t k_relay_port = 8080;

/// Report lines: "ready" once the program runs; then one of "exited N", "signalled N",
/// "timed-out", "stopped". "failed STEP ERRNO" if the program could not be started.
inline constexpr std::string_view k_report_ready = "ready";
inline constexpr std::string_view k_report_exited = "exited";
inline constexpr std::string_view k_report_signalled = "signalled";
inline constexpr std::string_view k_report_timed_out = "timed-out";
inline constexpr std::string_view k_report_stopped = "stopped";
inline constexpr std::string_view k_report_failed = "failed";

struct InnerSpec {
  std::vector<std::string> argv; ///< empty: start nothing, report "exited 0"
  std::vector<std::string> env;  ///< NAME=value
  std::string cwd = "/";
  std::vector<std::string> writable;    ///< files and folders that exist inside
  std::uint64_t wall_limit_ms = 0;      ///< 0: none
  std::uint64_t memory_limit_bytes = 0; ///< 0: none; of each process
  bool relay = false;
  bool interactive = false;
};

/// A sequence of (key, value) strings, each as a 32-bit little-endian length and bytes.
inline std::string encode(const InnerSpec& spec)
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
  return bytes;
}

/// Nothing for bytes that encode() did not make.
inline std::optional<InnerSpec> decode(std::string_view bytes)
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
  const auto number = [](std::string_view text) -> std::optional<std::uint64_t> {
    std::uint64_t value = 0;
    for (const char digit : text) {
      if (digit < '0' || digit > '9' || value > UINT64_MAX / 10 - 1) {
        return std::nullopt;
      }
      value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return value;
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
    } else if (*key == "wall-limit-ms" || *key == "memory-limit") {
      const auto limit = number(*value);
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
