// SPDX-License-Identifier: Apache-2.0
// Checks of one file need no other, so they run side by side while the caller's thread
// goes on listing and unpacking. Members are unpacked in the archive's order and judged
// in any; the outcomes are sorted at the end, so that no report shows how many CPUs made
// it.
#include "verify/batch.hpp"

#include "base/printable.hpp"
#include "elf/byte_source.hpp"
#include "verify/carried.hpp"
#include "verify/inputs.hpp"
#include "verify/package_member.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <iterator>
#include <mutex>
#include <thread>
#include <tuple>

namespace crossroot::verify {

namespace {

constexpr std::uint64_t k_waiting_bytes = std::uint64_t{256} << 20;
constexpr std::size_t k_waiting_inputs = 1024;

/// An input or outcome with its place in the order of discovery, which decides between
/// equal names.
struct Work {
  std::size_t operand = 0;
  std::size_t serial = 0;
  Input input;
  std::uint64_t bytes() const
  {
    const auto* const member = std::get_if<MemberInput>(&input.content);
    return member == nullptr ? 0 : member->bytes.size();
  }
};
struct Done {
  std::size_t operand = 0;
  std::size_t serial = 0;
  Outcome outcome;
};

/// Nothing for a file in a folder that is no ELF file.
std::optional<Result<Report>> judge_file(const FileInput& file,
                                         const std::string& shown_as,
                                         const Expectations& expectations)
{
  if (!may_be_elf(file)) {
    return std::nullopt;
  }
  auto report = verify_file(file.path, shown_as, expectations);
  return report ? std::move(report) : renamed(report.error(), shown_as);
}

class Workers {
public:
  Workers(const Expectations& expectations, const CancelToken& cancel, unsigned jobs)
      : expectations_(expectations), cancel_(cancel)
  {
    for (unsigned i = 0; i < std::max(1U, jobs); ++i) {
      threads_.emplace_back([this] { work(); });
    }
  }
  ~Workers() { join(); }

  /// Waits for room.
  void add(Work work)
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] {
      return failure_ || waiting_.size() < k_waiting_inputs || waiting_.empty();
    });
    const auto bytes = work.bytes();
    room_.wait(lock, [&] {
      return failure_ || held_bytes_ == 0 || held_bytes_ + bytes <= k_waiting_bytes;
    });
    held_bytes_ += bytes;
    waiting_.push_back(std::move(work));
    work_.notify_one();
  }

  /// Waits for the end of all; throws what a thread threw.
  std::vector<Done> finish()
  {
    join();
    if (failure_) {
      std::rethrow_exception(failure_);
    }
    return std::move(done_);
  }

private:
  void join()
  {
    {
      const std::lock_guard lock(mutex_);
      complete_ = true;
    }
    work_.notify_all();
    threads_.clear();
  }

  std::optional<Work> next()
  {
    std::unique_lock lock(mutex_);
    work_.wait(lock, [this] { return complete_ || !waiting_.empty(); });
    if (waiting_.empty() || failure_ || cancel_.cancelled()) {
      waiting_.clear();
      held_bytes_ = 0;
      room_.notify_all();
      return std::nullopt;
    }
    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    room_.notify_all();
    return work;
  }

  void work()
  {
    try {
      while (auto work = next()) {
        auto report = judge(work->input);
        const std::lock_guard lock(mutex_);
        held_bytes_ -= std::min(held_bytes_, work->bytes());
        room_.notify_all();
        if (report) {
          done_.push_back({work->operand,
                           work->serial,
                           {std::move(work->input.shown_as), *std::move(report)}});
        }
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      room_.notify_all();
    }
  }

  std::optional<Result<Report>> judge(const Input& input) const
  {
    if (const auto* const file = std::get_if<FileInput>(&input.content)) {
      return judge_file(*file, input.shown_as, expectations_);
    }
    const auto& member = std::get<MemberInput>(input.content);
    auto source = elf::ByteSource::of(member.bytes);
    const auto inside = input.shown_as.substr(input.shown_as.rfind('!') + 1);
    return verify_member(source, inside, input.shown_as, expectations_);
  }

  const Expectations& expectations_;
  const CancelToken& cancel_;
  std::mutex mutex_;
  std::condition_variable work_, room_;
  std::deque<Work> waiting_;
  std::uint64_t held_bytes_ = 0; ///< waiting and under judgement
  bool complete_ = false;
  std::exception_ptr failure_;
  std::vector<Done> done_;
  std::vector<std::jthread> threads_; ///< last: they use what stands above
};

/// Hard links get the report of the file that they are.
void add_links(const std::vector<Work>& links, std::vector<Done>& done)
{
  std::map<std::pair<std::size_t, std::string>, Result<Report>> known;
  if (!links.empty()) {
    for (const auto& one : done) {
      known.insert_or_assign({one.operand, one.outcome.shown_as}, one.outcome.report);
    }
  }
  for (const auto& link : links) {
    const auto& of = std::get<LinkInput>(link.input.content).of;
    const auto found = known.find({link.operand, of});
    if (found == known.end()) {
      continue;
    }
    auto report = found->second;
    if (report) {
      report->file = link.input.shown_as;
    }
    done.push_back({link.operand, link.serial, {link.input.shown_as, std::move(report)}});
  }
}

} // namespace

Result<std::vector<OperandOutcome>>
verify_inputs(const std::vector<std::string>& operands,
              const Expectations& expectations,
              const archive::MemberLimits& limits,
              unsigned jobs,
              const CancelToken& cancel)
{
  std::vector<OperandOutcome> out;
  std::vector<Work> links;
  std::vector<Done> unread;
  std::size_t serial = 0;
  Workers workers(expectations, cancel, jobs);
  for (const auto& operand : operands) {
    const auto number = out.size();
    out.push_back({printable(operand), {}});
    for_each_input(operand, limits, cancel, [&](Input input) {
      Work work{number, serial++, std::move(input)};
      if (auto* const error = std::get_if<Error>(&work.input.content)) {
        unread.push_back(
            {number, work.serial, {std::move(work.input.shown_as), std::move(*error)}});
      } else if (std::holds_alternative<LinkInput>(work.input.content)) {
        links.push_back(std::move(work));
      } else {
        workers.add(std::move(work));
      }
    });
  }
  auto done = workers.finish();
  if (cancel.cancelled()) {
    return Error(ErrorKind::interrupted, "interrupted", "stopped while verifying");
  }
  add_links(links, done);
  std::move(unread.begin(), unread.end(), std::back_inserter(done));
  std::sort(done.begin(), done.end(), [](const auto& a, const auto& b) {
    return std::tie(a.operand, a.outcome.shown_as, a.serial) <
           std::tie(b.operand, b.outcome.shown_as, b.serial);
  });
  for (auto& one : done) {
    out[one.operand].files.push_back(std::move(one.outcome));
  }
  for (auto& operand : out) {
    accept_carried(operand.files);
  }
  return out;
}

} // namespace crossroot::verify
