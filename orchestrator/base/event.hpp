// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace crossroot {

/// Something that a person waiting would like to know. Modules tell; only cli draws.
struct Event {
  enum class Kind : std::uint8_t {
    note,    ///< `subject` aligned left, `text` beside it ("debian 11", "signed … ✓")
    warning, ///< the same, marked
    progress, ///< `done` of `total` bytes of `subject`; total 0 means unknown
    started,  ///< an action began: kind in `subject`, name in `text`
    finished, ///< an action ended; `seconds` it took; `cached` if the store had it
  };
  Kind kind = Kind::note;
  std::string subject;
  std::string text;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  double seconds = 0;
  bool cached = false;
};

/// Where events go. Called from any thread; an implementation locks for itself.
class EventSink {
public:
  virtual ~EventSink() = default;
  virtual void tell(const Event& event) = 0;
};

/// Swallows everything: for tests and for --quiet.
class SilentSink final : public EventSink {
public:
  void tell(const Event& /*event*/) override {}
};

/// Set once, by a signal or a failed sibling; asked at every safe point of long work.
/// Thread-safe and async-signal-safe.
class CancelToken {
public:
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

private:
  std::atomic<bool> cancelled_{false};
};

} // namespace crossroot
