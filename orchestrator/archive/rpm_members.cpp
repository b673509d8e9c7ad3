// SPDX-License-Identifier: Apache-2.0
#include "archive/member_walk.hpp"
#include "archive/rpm_payload.hpp"

#include <algorithm>

namespace crossroot::archive {

namespace {

/// One pass over a package for a sink.
class Telling {
public:
  Telling(Meter& meter, MemberSink& sink) : meter_(meter), sink_(sink) {}

  Result<void> entry(const RpmEntry& entry, const ContentSource& content)
  {
    if (entry.kind != RpmEntry::Kind::file) {
      return {};
    }
    auto name = member_name(entry.name);
    std::vector<std::byte> bytes;
    CROSSROOT_TRY(auto whole, read_to(k_start_bytes, content, bytes));
    if (!sink_.wanted({.name = name, .size_bytes = entry.size_bytes, .bytes = bytes})) {
      return {};
    }
    if (entry.size_bytes > meter_.limits().member_bytes) {
      sink_.damaged(std::move(name), too_large(meter_));
      return {};
    }
    bytes.reserve(std::min(entry.size_bytes, k_most_reserved_bytes));
    while (!whole) {
      CROSSROOT_TRY(whole, read_to(UINT64_MAX, content, bytes));
    }
    sink_.take(name, std::move(bytes));
    for (const auto& twin : entry.twins) {
      if (auto other = member_name(twin); other != name) {
        sink_.same_as(std::move(other), name);
      }
    }
    return {};
  }

private:
  /// Reads until there are `count` bytes; true once there are no more.
  static Result<bool> read_to(std::uint64_t count,
                              const ContentSource& content,
                              std::vector<std::byte>& bytes)
  {
    while (bytes.size() < count) {
      CROSSROOT_TRY(const auto piece, content());
      if (piece.empty()) {
        return true;
      }
      bytes.insert(bytes.end(), piece.begin(), piece.end());
    }
    return false;
  }

  Meter& meter_;
  MemberSink& sink_;
};

} // namespace

Result<void> tell_rpm_members(const ByteInput& input, Meter& meter, MemberSink& sink)
{
  Telling telling(meter, sink);
  return each_rpm_entry(input, meter,
                        [&](const RpmEntry& entry, const ContentSource& content) {
                          return telling.entry(entry, content);
                        });
}

} // namespace crossroot::archive
