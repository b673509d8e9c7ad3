// SPDX-License-Identifier: Apache-2.0
#include "fetch/fetch_one.hpp"

#include "fetch/candidates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace crossroot::fetch {

namespace {

constexpr std::size_t k_head_bytes = 256;

/// Bytes on their way from one place into the store.
struct Stream {
  const BlobRequest& request;
  const FetchContext& context;
  std::unique_ptr<store::BlobWriter> writer;
  std::string head;                ///< the first bytes, to recognise a web page
  std::optional<Error> store_said; ///< what must end the whole run
  bool too_long = false;

  Result<void> append(std::span<const std::byte> bytes)
  {
    if (bytes.size() > request.size - writer->size_bytes()) {
      too_long = true;
      remember(bytes);
      return Error(ErrorKind::digest_mismatch, "size", "more bytes than pinned");
    }
    remember(bytes);
    return keep(writer->append(bytes));
  }

  Result<void> restart()
  {
    head.clear();
    return keep(writer->restart());
  }

private:
  void remember(std::span<const std::byte> bytes)
  {
    const auto more =
        std::min(k_head_bytes - std::min(head.size(), k_head_bytes), bytes.size());
    head.append(reinterpret_cast<const char*>(bytes.data()), more);
  }

  Result<void> keep(Result<void> outcome)
  {
    if (!outcome) {
      store_said = outcome.error();
    }
    return outcome;
  }
};

bool looks_like_html(std::string_view head)
{
  const auto begin = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (begin == std::string_view::npos || head[begin] != '<') {
    return false;
  }
  std::string lower(head.substr(begin, 16));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return lower.starts_with("<!doctype html") || lower.starts_with("<html") ||
         lower.starts_with("<head");
}

std::string note_of(const Error& error, std::string_view label)
{
  for (const auto& note : error.notes()) {
    if (note.label == label) {
      return note.text;
    }
  }
  return "";
}

Attempt unreachable(const Candidate& place, const Error& error)
{
  const auto reason = note_of(error, "reason");
  const bool gone = reason == "404" || reason == "410" || reason == "no such file";
  return {place.label, reason.empty() ? error.message() : reason,
          gone ? Attempt::Fault::gone : Attempt::Fault::unreachable};
}

Attempt wrong_bytes(const Candidate& place, const Stream& stream, std::string reason)
{
  if (looks_like_html(stream.head)) {
    reason = "an HTML page in place of the file";
  } else if (stream.too_long) {
    reason = fmt::format("more than the {} bytes pinned", stream.request.size);
  }
  return {place.label, std::move(reason), Attempt::Fault::wrong_bytes};
}

/// Nothing if the place gave the right bytes.
Result<std::optional<Attempt>>
try_place(const BlobRequest& request, const Candidate& place, const FetchContext& context)
{
  CROSSROOT_TRY(auto writer, context.store.write_blob());
  Stream stream{request, context, std::move(writer), {}, {}, false};
  net::Transfer transfer;
  transfer.url = place.url;
  transfer.on_bytes = [&](std::span<const std::byte> bytes) {
    return stream.append(bytes);
  };
  transfer.on_restart = [&] { return stream.restart(); };
  transfer.on_progress = [&](std::uint64_t done, std::uint64_t /*total*/) {
    context.on_progress(done);
  };
  const auto status = context.http.run(transfer, context.cancel);
  if (stream.store_said) {
    return std::move(*stream.store_said);
  }
  if (!status) {
    if (status.error().kind() == ErrorKind::interrupted) {
      return status.error();
    }
    return std::optional(stream.too_long ? wrong_bytes(place, stream, "")
                                         : unreachable(place, status.error()));
  }
  const auto committed = stream.writer->commit(request.sha256, request.size);
  if (committed) {
    return std::optional<Attempt>();
  }
  if (committed.error().kind() != ErrorKind::digest_mismatch) {
    return committed.error();
  }
  return std::optional(wrong_bytes(place, stream, committed.error().message()));
}

/// Nothing if the blob came in by another process meanwhile.
Result<std::optional<os::FileLock>> lock_blob(const BlobRequest& request,
                                              const FetchContext& context)
{
  const auto path = context.store.root() / "locks" / request.sha256.render();
  while (!context.store.has_blob(request.sha256)) {
    CROSSROOT_TRY(auto lock, os::FileLock::attempt(path, os::FileLock::Mode::exclusive));
    if (lock) {
      return lock;
    }
    if (context.cancel.cancelled()) {
      return Error(ErrorKind::interrupted, "interrupted", "interrupted");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return std::optional<os::FileLock>();
}

} // namespace

Result<std::optional<Missing>> fetch_one(const BlobRequest& request,
                                         const FetchContext& context)
{
  CROSSROOT_TRY(const auto lock, lock_blob(request, context));
  if (!lock || context.store.has_blob(request.sha256)) {
    context.on_progress(request.size);
    return std::optional<Missing>();
  }
  Missing missing{request, {}};
  for (const auto& place : candidates_for(request, context.sources)) {
    context.on_progress(0);
    CROSSROOT_TRY(auto failed, try_place(request, place, context));
    if (!failed) {
      context.on_progress(request.size);
      return std::optional<Missing>();
    }
    missing.attempts.push_back(std::move(*failed));
    if (place.last_unless_missing &&
        missing.attempts.back().fault == Attempt::Fault::unreachable) {
      break;
    }
  }
  context.on_progress(0);
  return std::optional(std::move(missing));
}

} // namespace crossroot::fetch
