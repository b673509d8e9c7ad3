// SPDX-License-Identifier: Apache-2.0
#include "net/exchange.hpp"

#include "net/url.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <cstring>
#include <memory>
#include <system_error>

namespace crossroot::net {

namespace {

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

/// What the callbacks of one request share.
struct Progress {
  CURL* handle;
  const Transfer& transfer;
  TransferState& state;
  const CancelToken& cancel;
  std::uint64_t asked_from = 0; ///< first byte that was asked for
  bool body_began = false;
  std::uint64_t received_bytes = 0;
  ResponseFacts facts;
};

long status_of(CURL* handle)
{
  long code = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

bool is_redirect(long code)
{
  return code >= 301 && code <= 308 && code != 304;
}

/// The first byte of a body has come: does it continue what is there, or begin anew?
Result<void> begin_body(Progress& at)
{
  at.body_began = true;
  const bool continues = at.asked_from > 0 && status_of(at.handle) == 206 &&
                         at.facts.range_start == at.asked_from;
  if (at.state.done_bytes > 0 && !continues) {
    if (at.transfer.on_restart) {
      CROSSROOT_CHECK(at.transfer.on_restart());
    }
    at.state.done_bytes = 0;
  }
  at.state.validator = at.facts.validator;
  return {};
}

Result<void> take_bytes(Progress& at, std::span<const std::byte> bytes)
{
  if (!at.body_began) {
    CROSSROOT_CHECK(begin_body(at));
  }
  if (bytes.size() > at.transfer.limit_bytes - at.state.done_bytes) {
    return Error(ErrorKind::io, "net",
                 fmt::format("{}: more than the {} bytes allowed",
                             url_for_people(at.transfer.url), at.transfer.limit_bytes))
        .note("reason", fmt::format("more than {} bytes", at.transfer.limit_bytes));
  }
  CROSSROOT_CHECK(at.transfer.on_bytes(bytes));
  at.state.done_bytes += bytes.size();
  at.received_bytes += bytes.size();
  return {};
}

std::size_t on_body(char* data, std::size_t /*one*/, std::size_t size, void* context)
{
  auto& at = *static_cast<Progress*>(context);
  if (is_redirect(status_of(at.handle))) {
    return size; // the courtesy page of a redirect
  }
  auto taken = take_bytes(at, std::as_bytes(std::span(data, size)));
  if (!taken) {
    at.state.refused = std::move(taken).error();
    return 0;
  }
  return size;
}

std::size_t on_header(char* data, std::size_t /*one*/, std::size_t size, void* context)
{
  static_cast<Progress*>(context)->facts.take_header({data, size});
  return size;
}

int on_tick(
    void* context, curl_off_t /*total*/, curl_off_t /*now*/, curl_off_t, curl_off_t)
{
  const auto& at = *static_cast<Progress*>(context);
  if (at.cancel.cancelled()) {
    return 1;
  }
  if (at.transfer.on_progress) {
    at.transfer.on_progress(at.state.done_bytes, at.facts.whole_bytes.value_or(0));
  }
  return 0;
}

void set_host_settings(CURL* handle, const HttpSettings& settings)
{
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L); // its SIGALRM is no friend of threads
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT,
                   static_cast<long>(settings.connect_timeout.count()));
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1000L);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME,
                   static_cast<long>(settings.stall_timeout.count()));
  curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_OPTIONAL));
  if (!settings.netrc.empty()) {
    curl_easy_setopt(handle, CURLOPT_NETRC_FILE, settings.netrc.c_str());
  }
  if (!settings.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, settings.ca_file.c_str());
  }
  if (!settings.proxy.empty()) {
    curl_easy_setopt(handle, CURLOPT_PROXY, settings.proxy.c_str());
  }
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "crossroot");
}

void set_request(CURL* handle, const Transfer& transfer, const std::string& url)
{
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  const bool local = scheme_of(transfer.url) == "file" && url == transfer.url;
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, local ? "file" : "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
  // What the caller gave is for the host that the caller named, and for no other that
  // this one may redirect to; netrc is looked up for each host anew.
  if (!transfer.user.empty() && origin_of(url) == origin_of(transfer.url)) {
    curl_easy_setopt(handle, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(handle, CURLOPT_USERNAME, transfer.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, transfer.password.c_str());
  }
}

HeaderList request_headers(Progress& at)
{
  // Digests are over the file as it stands on the server, so no encoding may be added.
  HeaderList headers(curl_slist_append(nullptr, "Accept-Encoding: identity"));
  if (at.state.done_bytes > 0 && !at.state.validator.empty()) {
    at.asked_from = at.state.done_bytes;
    for (const auto& line : {fmt::format("Range: bytes={}-", at.asked_from),
                             fmt::format("If-Range: {}", at.state.validator)}) {
      headers.reset(curl_slist_append(headers.release(), line.c_str()));
    }
  }
  curl_easy_setopt(at.handle, CURLOPT_HTTPHEADER, headers.get());
  return headers;
}

void set_callbacks(Progress& at)
{
  curl_easy_setopt(at.handle, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(at.handle, CURLOPT_WRITEDATA, &at);
  curl_easy_setopt(at.handle, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(at.handle, CURLOPT_HEADERDATA, &at);
  curl_easy_setopt(at.handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(at.handle, CURLOPT_XFERINFOFUNCTION, on_tick);
  curl_easy_setopt(at.handle, CURLOPT_XFERINFODATA, &at);
}

std::string reason_for(CURLcode code,
                       CURL* handle,
                       const HttpSettings& settings,
                       const char* detail,
                       bool began)
{
  switch (code) {
  case CURLE_COULDNT_RESOLVE_HOST: return "host name does not resolve";
  case CURLE_COULDNT_RESOLVE_PROXY: return "the proxy's name does not resolve";
  case CURLE_COULDNT_CONNECT: {
    long number = 0;
    curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &number);
    return number == 0
               ? "cannot connect"
               : fmt::format("cannot connect: {}",
                             std::generic_category().message(static_cast<int>(number)));
  }
  case CURLE_OPERATION_TIMEDOUT:
    return fmt::format("timed out {} s", began ? settings.stall_timeout.count()
                                               : settings.connect_timeout.count());
  case CURLE_PARTIAL_FILE: return "connection closed before the end";
  case CURLE_GOT_NOTHING: return "connection closed without an answer";
  case CURLE_FILE_COULDNT_READ_FILE: return "no such file";
  case CURLE_UNSUPPORTED_PROTOCOL: return "not an http or https URL";
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_CONNECT_ERROR: return fmt::format("TLS: {}", detail);
  default: return curl_easy_strerror(code);
  }
}

bool is_drop(CURLcode code, std::uint64_t received_bytes)
{
  switch (code) {
  case CURLE_PARTIAL_FILE:
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM: return true;
  // A server that never answers will not answer the second time; one that stalled in
  // the middle may.
  case CURLE_OPERATION_TIMEDOUT: return received_bytes > 0;
  default: return false;
  }
}

bool is_passing_status(long code)
{
  return code == 408 || code == 429 || code == 502 || code == 503 || code == 504;
}

ExchangeOutcome
judge(CURLcode code, const Progress& at, const HttpSettings& settings, const char* detail)
{
  using Ending = ExchangeOutcome::Ending;
  ExchangeOutcome outcome;
  outcome.received_bytes = at.received_bytes;
  const auto http = status_of(at.handle);
  outcome.status.code = http == 0 ? 200 : http;
  const char* type = nullptr;
  curl_easy_getinfo(at.handle, CURLINFO_CONTENT_TYPE, &type);
  outcome.status.content_type = type == nullptr ? "" : type;
  if (code == CURLE_OK) {
    const char* target = nullptr;
    curl_easy_getinfo(at.handle, CURLINFO_REDIRECT_URL, &target);
    if (is_redirect(http)) {
      outcome.ending = target == nullptr ? Ending::failed : Ending::redirected;
      outcome.redirect_url = target == nullptr ? "" : target;
      outcome.reason = target == nullptr ? "redirected to nowhere" : "";
    }
    return outcome;
  }
  if (code == CURLE_ABORTED_BY_CALLBACK) {
    outcome.ending = Ending::cancelled;
    return outcome;
  }
  if (code == CURLE_HTTP_RETURNED_ERROR) {
    outcome.ending = is_passing_status(http) ? Ending::dropped : Ending::failed;
    outcome.reason = fmt::format("{}", http);
    return outcome;
  }
  outcome.status.code = 0;
  outcome.ending = is_drop(code, at.received_bytes) ? Ending::dropped : Ending::failed;
  double connected = 0;
  curl_easy_getinfo(at.handle, CURLINFO_PRETRANSFER_TIME, &connected);
  outcome.reason = reason_for(code, at.handle, settings, detail, connected > 0);
  return outcome;
}

} // namespace

ExchangeOutcome exchange(CURL* handle,
                         const HttpSettings& settings,
                         const Transfer& transfer,
                         const std::string& url,
                         TransferState& state,
                         const CancelToken& cancel)
{
  curl_easy_reset(handle); // keeps its connections
  std::array<char, CURL_ERROR_SIZE> detail{};
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail.data());
  set_host_settings(handle, settings);
  set_request(handle, transfer, url);
  Progress at{handle, transfer, state, cancel};
  const auto headers = request_headers(at);
  set_callbacks(at);
  const auto code = curl_easy_perform(handle);
  if (code == CURLE_OK && !at.body_began && !is_redirect(status_of(handle))) {
    // An empty body never reached on_body.
    if (auto begun = begin_body(at); !begun) {
      state.refused = std::move(begun).error();
    }
  }
  auto outcome = judge(code, at, settings, detail.data());
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, nullptr);
  return outcome;
}

} // namespace crossroot::net
