// SPDX-License-Identifier: Apache-2.0
#include "fetch/fetch.hpp"

#include "fetch/fetch_one.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

// Blobs are independent, so workers take them from one list, largest first: the last
// minutes of a download are not one worker alone with the compiler package. A blob that
// fails everywhere does not stop the others: the user learns of all packages that a point
// release took away at once, and what arrived need not come again.
namespace crossroot::fetch {

namespace {

constexpr std::size_t k_enough_failures = 8; ///< then it is the network, not a package
constexpr auto k_event_pause = std::chrono::milliseconds(100);

class Run {
public:
  Run(std::vector<BlobRequest> wanted,
      const Sources& sources,
      store::Store& store,
      net::HttpClient& http,
      EventSink& events,
      const CancelToken& cancel)
      : wanted_(std::move(wanted)), done_(wanted_.size()), sources_(sources),
        store_(store), http_(http), events_(events), cancel_(cancel)
  {
    for (const auto& request : wanted_) {
      total_ += request.size;
    }
  }

  Result<void> all(unsigned parallel)
  {
    const auto count = std::min<std::size_t>(std::max(1U, parallel), wanted_.size());
    std::vector<std::thread> workers;
    workers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      workers.emplace_back([this] { work(); });
    }
    for (auto& worker : workers) {
      worker.join();
    }
    if (stopped_) {
      return std::move(*stopped_);
    }
    if (!missing_.empty()) {
      std::sort(missing_.begin(), missing_.end(), [](const auto& a, const auto& b) {
        return std::tie(a.request.label, a.request.path) <
               std::tie(b.request.label, b.request.path);
      });
      return error_of(missing_);
    }
    tell(true);
    return {};
  }

private:
  void work()
  {
    for (auto at = next(); at; at = next()) {
      const auto index = *at;
      const FetchContext context{sources_, store_, http_, cancel_,
                                 [&](std::uint64_t done) {
                                   done_[index].store(done, std::memory_order_relaxed);
                                   tell(false);
                                 }};
      auto outcome = fetch_one(wanted_[index], context);
      const std::lock_guard lock(mutex_);
      if (!outcome) {
        stopped_ = stopped_ ? std::move(stopped_) : std::move(outcome).error();
      } else if (*outcome) {
        missing_.push_back(std::move(**outcome));
      } else {
        ++arrived_;
      }
    }
  }

  std::optional<std::size_t> next()
  {
    const std::lock_guard lock(mutex_);
    if (cancel_.cancelled() && !stopped_) {
      stopped_ = Error(ErrorKind::interrupted, "interrupted", "interrupted");
    }
    if (stopped_ || missing_.size() >= k_enough_failures || next_ == wanted_.size()) {
      return std::nullopt;
    }
    return next_++;
  }

  void tell(bool last)
  {
    Event event{.kind = Event::Kind::progress, .subject = "fetch", .total = total_};
    {
      const std::lock_guard lock(mutex_);
      const auto now = std::chrono::steady_clock::now();
      if (!last && now - told_ < k_event_pause) {
        return;
      }
      told_ = now;
      event.text = fmt::format("{} of {} files", arrived_, wanted_.size());
    }
    for (const auto& done : done_) {
      event.done += done.load(std::memory_order_relaxed);
    }
    events_.tell(event);
  }

  std::vector<BlobRequest> wanted_;
  std::vector<std::atomic<std::uint64_t>> done_; ///< bytes of each
  const Sources& sources_;
  store::Store& store_;
  net::HttpClient& http_;
  EventSink& events_;
  const CancelToken& cancel_;
  std::uint64_t total_ = 0;

  std::mutex mutex_; ///< over all below
  std::size_t next_ = 0;
  std::size_t arrived_ = 0;
  std::vector<Missing> missing_;
  std::optional<Error> stopped_;
  std::chrono::steady_clock::time_point told_;
};

} // namespace

Result<void> fetch_blobs(const std::vector<BlobRequest>& requests,
                         const Sources& sources,
                         store::Store& store,
                         net::HttpClient& http,
                         EventSink& events,
                         const CancelToken& cancel,
                         unsigned parallel)
{
  std::vector<BlobRequest> wanted;
  std::set<Digest> seen;
  for (const auto& request : requests) {
    if (!store.has_blob(request.sha256) && seen.insert(request.sha256).second) {
      wanted.push_back(request);
    }
  }
  if (wanted.empty()) {
    return {};
  }
  std::stable_sort(wanted.begin(), wanted.end(),
                   [](const auto& a, const auto& b) { return a.size > b.size; });
  return Run(std::move(wanted), sources, store, http, events, cancel).all(parallel);
}

} // namespace crossroot::fetch
