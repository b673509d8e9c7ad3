// SPDX-License-Identifier: Apache-2.0
#include "net/http.hpp"

#include "net/exchange.hpp"
#include "net/url.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <mutex>
#include <thread>
#include <vector>

// Redirects are followed here and not by libcurl, because three rules meet in them: no
// credentials go to another origin (its own rule has had several holes, netrc's above
// all), https is not left for http, and file:// is reached only when it was asked for.
namespace crossroot::net {

namespace {

constexpr unsigned k_redirects = 10;
constexpr unsigned k_retries = 3;
constexpr std::chrono::milliseconds k_pauses[k_retries] = {
    std::chrono::milliseconds(200), std::chrono::milliseconds(500),
    std::chrono::milliseconds(1200)};
constexpr std::uint64_t k_progress_bytes =
    1 << 20; ///< more than this and patience is renewed

Error cancelled()
{
  return Error(ErrorKind::interrupted, "interrupted", "interrupted");
}

Error failure(const std::string& url, const std::string& reason, long code)
{
  auto error =
      Error(ErrorKind::io, "net", fmt::format("{}: {}", url_for_people(url), reason))
          .note("host", host_of(url))
          .note("reason", reason);
  if (code >= 400) {
    return std::move(error).note("status", std::to_string(code));
  }
  return error;
}

bool pause(std::chrono::milliseconds time, const CancelToken& cancel)
{
  constexpr auto k_slice = std::chrono::milliseconds(20);
  for (; time.count() > 0 && !cancel.cancelled(); time -= k_slice) {
    std::this_thread::sleep_for(k_slice);
  }
  return !cancel.cancelled();
}

class PooledClient final : public HttpClient {
public:
  explicit PooledClient(HttpSettings settings) : settings_(std::move(settings)) {}
  PooledClient(const PooledClient&) = delete;
  PooledClient& operator=(const PooledClient&) = delete;
  ~PooledClient() override
  {
    for (auto* handle : idle_) {
      curl_easy_cleanup(handle);
    }
  }

  Result<HttpStatus> run(const Transfer& transfer, const CancelToken& cancel) override
  {
    auto* handle = borrow();
    if (handle == nullptr) {
      return failure(transfer.url, "libcurl has no memory", 0);
    }
    auto status = run_on(handle, transfer, cancel);
    give_back(handle);
    return status;
  }

  Result<std::string> get(const std::string& url,
                          std::uint64_t limit_bytes,
                          const CancelToken& cancel) override
  {
    std::string body;
    Transfer transfer;
    transfer.url = url;
    transfer.limit_bytes = limit_bytes;
    transfer.on_bytes = [&](std::span<const std::byte> bytes) -> Result<void> {
      body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      return {};
    };
    transfer.on_restart = [&]() -> Result<void> {
      body.clear();
      return {};
    };
    CROSSROOT_CHECK(run(transfer, cancel));
    return body;
  }

private:
  CURL* borrow()
  {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      return curl_easy_init();
    }
    auto* handle = idle_.back();
    idle_.pop_back();
    return handle;
  }

  void give_back(CURL* handle)
  {
    curl_easy_reset(handle); // no credentials of one caller wait for the next
    const std::lock_guard lock(mutex_);
    idle_.push_back(handle);
  }

  Result<HttpStatus>
  run_on(CURL* handle, const Transfer& transfer, const CancelToken& cancel)
  {
    TransferState state;
    unsigned redirects = 0;
    unsigned retries = 0;
    auto url = transfer.url;
    while (!cancel.cancelled()) {
      const auto outcome = exchange(handle, settings_, transfer, url, state, cancel);
      if (state.refused) {
        return std::move(*state.refused);
      }
      switch (outcome.ending) {
      case ExchangeOutcome::Ending::complete: return outcome.status;
      case ExchangeOutcome::Ending::cancelled: return cancelled();
      case ExchangeOutcome::Ending::failed:
        return failure(url, outcome.reason, outcome.status.code);
      case ExchangeOutcome::Ending::redirected: {
        if (++redirects > k_redirects) {
          return failure(url, "redirected too often", 0);
        }
        CROSSROOT_CHECK(check_redirect(url, outcome.redirect_url));
        url = outcome.redirect_url;
        break;
      }
      case ExchangeOutcome::Ending::dropped: {
        retries = outcome.received_bytes >= k_progress_bytes ? 0 : retries;
        if (retries == k_retries) {
          return failure(url, outcome.reason, outcome.status.code);
        }
        if (!pause(k_pauses[retries++], cancel)) {
          return cancelled();
        }
        url = transfer.url; // what it redirects to may have expired
        redirects = 0;
      }
      }
    }
    return cancelled();
  }

  static Result<void> check_redirect(const std::string& from, const std::string& to)
  {
    const auto scheme = scheme_of(to);
    if (scheme != "http" && scheme != "https") {
      return failure(from,
                     fmt::format("redirected to {}, which is not followed",
                                 scheme.empty() ? "no URL" : scheme + "://"),
                     0);
    }
    if (scheme_of(from) == "https" && scheme != "https") {
      return failure(from, "redirected from https to http, which is not followed", 0);
    }
    return {};
  }

  HttpSettings settings_;
  std::mutex mutex_;
  std::vector<CURL*> idle_;
};

} // namespace

Result<std::unique_ptr<HttpClient>> make_http_client(const HttpSettings& settings)
{
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) {
    return Error(ErrorKind::environment, "net",
                 fmt::format("libcurl does not start: {}", curl_easy_strerror(ready)));
  }
  return std::unique_ptr<HttpClient>(std::make_unique<PooledClient>(settings));
}

} // namespace crossroot::net
