// SPDX-License-Identifier: Apache-2.0
#include "verify/demand_inputs.hpp"

#include "elf/byte_source.hpp"
#include "verify/inputs.hpp"

#include <algorithm>
#include <map>

namespace crossroot::verify {

namespace {

/// Turns inputs into outcomes as they come.
class Reading {
public:
  explicit Reading(const KeepMember& keep) : keep_(keep) {}

  void take(Input input)
  {
    if (failure_) {
      return;
    }
    if (auto* const error = std::get_if<Error>(&input.content)) {
      add(std::move(input.shown_as), std::move(*error));
    } else if (const auto* const link = std::get_if<LinkInput>(&input.content)) {
      add_link(std::move(input.shown_as), link->of);
    } else if (const auto* const file = std::get_if<FileInput>(&input.content)) {
      if (may_be_elf(*file)) {
        auto demand = read_demand(file->path, input.shown_as);
        if (!demand) {
          demand = renamed(demand.error(), input.shown_as);
        }
        add(std::move(input.shown_as), std::move(demand));
      }
    } else {
      add_member(std::move(input.shown_as), std::get<MemberInput>(input.content).bytes);
    }
  }

  Result<std::vector<DemandOutcome>> finish()
  {
    if (failure_) {
      return *std::move(failure_);
    }
    std::stable_sort(
        outcomes_.begin(), outcomes_.end(),
        [](const auto& a, const auto& b) { return a.shown_as < b.shown_as; });
    return std::move(outcomes_);
  }

private:
  void add(std::string shown_as, Result<FileDemand> demand)
  {
    if (demand) {
      places_[shown_as] = outcomes_.size();
    }
    outcomes_.push_back({std::move(shown_as), std::move(demand)});
  }

  void add_member(std::string shown_as, const std::vector<std::byte>& bytes)
  {
    auto source = elf::ByteSource::of(bytes);
    auto demand = read_demand(source, shown_as);
    if (keep_ && demand.problem.empty()) {
      auto path = keep_(bytes);
      if (!path) {
        failure_ = std::move(path).error();
        return;
      }
      demand.path = *std::move(path);
    }
    add(std::move(shown_as), std::move(demand));
  }

  /// What was there to link to may have been damaged, and is told as that.
  void add_link(std::string shown_as, const std::string& of)
  {
    if (const auto found = places_.find(of); found != places_.end()) {
      auto demand = *outcomes_[found->second].demand;
      demand.file = shown_as;
      add(std::move(shown_as), std::move(demand));
    }
  }

  const KeepMember& keep_;
  std::vector<DemandOutcome> outcomes_;
  std::map<std::string, std::size_t> places_; ///< in outcomes_
  std::optional<Error> failure_;
};

} // namespace

Result<std::vector<DemandOutcome>> read_demands(const std::string& operand,
                                                const archive::MemberLimits& limits,
                                                const KeepMember& keep,
                                                const CancelToken& cancel)
{
  Reading reading(keep);
  for_each_input(operand, limits, cancel,
                 [&](Input input) { reading.take(std::move(input)); });
  if (cancel.cancelled()) {
    return Error(ErrorKind::interrupted, "interrupted", "stopped while reading files");
  }
  return reading.finish();
}

} // namespace crossroot::verify
