// SPDX-License-Identifier: Apache-2.0
// Any bytes are an archive whose members are told, or an error; no member is larger than
// the limit, none is told as a link to one that was not told, and all end in good time.
#include "archive/members.hpp"

#include <cstdlib>
#include <set>

namespace {

using namespace crossroot::archive;

class Checking final : public MemberSink {
public:
  explicit Checking(std::uint64_t most) : most_(most) {}
  bool wanted(const MemberStart& start) override
  {
    return !start.bytes.empty() && start.bytes[0] == std::byte{0x7f};
  }
  void take(std::string name, std::vector<std::byte> content) override
  {
    if (content.empty() || content.size() > most_) {
      std::abort();
    }
    told_.insert(std::move(name));
  }
  void same_as(std::string name, std::string taken) override
  {
    if (name == taken || !told_.contains(taken)) {
      std::abort();
    }
  }
  void damaged(std::string /*name*/, crossroot::Error error) override
  {
    if (error.kind() != crossroot::ErrorKind::io) {
      std::abort();
    }
  }

private:
  std::uint64_t most_;
  std::set<std::string> told_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
  MemberLimits limits;
  limits.member_bytes = 1 << 16;
  limits.free_bytes = 1 << 20;
  limits.total_bytes = 4 << 20;
  limits.members = 200;
  Checking sink(limits.member_bytes);
  const auto read = for_each_member(std::as_bytes(std::span(data, size)), "x", limits,
                                    sink, crossroot::CancelToken());
  if (!read && read.error().kind() != crossroot::ErrorKind::io) {
    std::abort();
  }
  return 0;
}
