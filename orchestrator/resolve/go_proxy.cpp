// SPDX-License-Identifier: Apache-2.0
#include "resolve/go_proxy.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace crossroot::resolve {

long status_of(const Error& error)
{
  for (const auto& note : error.notes()) {
    if (note.label == "status") {
      return static_cast<long>(parse_number(note.text).value_or(0));
    }
  }
  return 0;
}

GoProxy::GoProxy(const ResolveContext& context) : context_(context)
{
  if (const auto found = context.sources.find("go"); found != context.sources.end()) {
    proxies_ = found->second;
  }
}

template <class T, class Ask>
Result<T> GoProxy::ask_each(const std::string& path, Ask ask) const
{
  std::vector<std::string> tried;
  bool all_missing = true;
  bool refused = false;
  for (const auto& proxy : proxies_) {
    Result<T> answer = ask(proxy.url + "/" + path);
    if (answer || answer.error().kind() == ErrorKind::interrupted) {
      return answer;
    }
    const auto status = status_of(answer.error());
    const bool missing = status == 404 || status == 410;
    all_missing = all_missing && missing;
    refused = refused || status == 401 || status == 403;
    tried.push_back(answer.error().message());
    if (proxy.last_unless_missing && !missing) {
      break;
    }
  }
  auto error =
      Error(ErrorKind::io, "go-proxy", fmt::format("no module proxy gave {}", path));
  for (const auto& line : tried) {
    error = std::move(error).note("tried", line);
  }
  if (proxies_.empty()) {
    return std::move(error)
        .note("cause", "GOPROXY names no proxy that can be asked")
        .hint("GOPROXY=https://…  (\"direct\" needs version control inside the sandbox)");
  }
  if (all_missing) {
    return std::move(error).note("status", "404");
  }
  return refused ? std::move(error).hint("a login for the proxy's host in ~/.netrc")
                 : std::move(error).hint("GOPROXY=https://…");
}

Result<std::string> GoProxy::get(const std::string& path, std::uint64_t limit_bytes) const
{
  return ask_each<std::string>(path, [&](const std::string& url) {
    return context_.http.get(url, limit_bytes, context_.cancel);
  });
}

Result<GoProxy::Blob> GoProxy::get_blob(const std::string& path,
                                        std::string_view label) const
{
  return ask_each<Blob>(path, [&](const std::string& url) { return stream(url, label); });
}

Result<GoProxy::Blob> GoProxy::stream(const std::string& url,
                                      std::string_view label) const
{
  CROSSROOT_TRY(auto writer, context_.store.write_blob());
  net::Transfer transfer;
  transfer.url = url;
  transfer.on_bytes = [&](std::span<const std::byte> bytes) {
    return writer->append(bytes);
  };
  transfer.on_restart = [&] { return writer->restart(); };
  transfer.on_progress = [&](std::uint64_t done, std::uint64_t total) {
    context_.events.tell({.kind = Event::Kind::progress,
                          .subject = std::string(label),
                          .done = done,
                          .total = total});
  };
  CROSSROOT_TRY(const auto status, context_.http.run(transfer, context_.cancel));
  static_cast<void>(status);
  Blob blob{.size = writer->size_bytes()};
  CROSSROOT_TRY(blob.digest, writer->commit(std::nullopt, std::nullopt));
  return blob;
}

} // namespace crossroot::resolve
