// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the sandbox tells its inner half, and the numbers of the descriptors between the
// two. Free of every library: it is compiled into the static executable and into the
// orchestrator.
namespace crossroot::inner {

inline constexpr int k_spec_descriptor = 3;     ///< in: a file with an encoded InnerSpec
inline constexpr int k_liveness_descriptor = 4; ///< in: end of file means: end now
inline constexpr int k_report_descriptor = 5;   ///< out: lines, see k_report_*
inline constexpr int k_relay_descriptor = 6; ///< the relay's Unix socket, opened O_PATH

inline constexpr std::uint16_t k_relay_port = 8080;

/// Report lines: "ready" once the program runs; "called ARCHITECTURE NUMBER" for each
/// recorded system call; then one of "exited N", "signalled N", "timed-out", "stopped".
/// "failed STEP ERRNO" if the program could not be started.
inline constexpr std::string_view k_report_ready = "ready";
inline constexpr std::string_view k_report_called = "called";
inline constexpr std::string_view k_report_exited = "exited";
inline constexpr std::string_view k_report_signalled = "signalled";
inline constexpr std::string_view k_report_timed_out = "timed-out";
inline constexpr std::string_view k_report_stopped = "stopped";
inline constexpr std::string_view k_report_failed = "failed";

/// What an older kernel would not have.
struct AbsentCalls {
  std::uint32_t architecture = 0; ///< AUDIT_ARCH_…, linux/audit.h
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges; ///< first and last number
  bool operator==(const AbsentCalls&) const = default;
};

struct InnerSpec {
  std::vector<std::string> argv; ///< empty: start nothing, report "exited 0"
  std::vector<std::string> env;  ///< NAME=value
  std::string cwd = "/";
  std::vector<std::string> writable;    ///< files and folders that exist inside
  std::uint64_t wall_limit_ms = 0;      ///< 0: none
  std::uint64_t memory_limit_bytes = 0; ///< 0: none; of each process
  bool relay = false;
  bool interactive = false;
  std::vector<AbsentCalls> absent; ///< an architecture each
  bool record = false;             ///< report each system call that is made
};

/// A sequence of (key, value) strings, each as a 32-bit little-endian length and bytes.
std::string encode(const InnerSpec& spec);
/// Nothing for bytes that encode() did not make.
std::optional<InnerSpec> decode(std::string_view bytes);

} // namespace crossroot::inner
