// SPDX-License-Identifier: Apache-2.0
// Only the go command can say which modules a program needs, and it is run where there
// is no network. So it gets a module proxy of ours on a loopback address of its own,
// which is carried out to this Unix socket, and each request is answered from the store
// or through the host's proxies. What passes is what the lock pins, and credentials (in
// GOPROXY, in netrc) stay on this side.
#include "resolve/module_relay.hpp"

#include "base/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>

namespace crossroot::resolve {

namespace {

constexpr std::size_t k_head_limit = 16384;
constexpr std::uint64_t k_text_limit = std::uint64_t{64} << 20;
constexpr unsigned k_workers = 8;

bool is_path_byte(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~!+/@").find(c) != std::string_view::npos;
}

/// %21 is how the go command writes the "!" of a capital letter. Nothing for half an
/// escape or one that is no byte.
std::optional<std::string> without_escapes(std::string_view text)
{
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned byte = 0;
    const auto* const digits = text.data() + i + 1;
    if (text.size() - i < 3 ||
        std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) {
      return std::nullopt;
    }
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

bool send_all(int connection, std::string_view bytes)
{
  while (!bytes.empty()) {
    const auto sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) {
      continue;
    }
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void send_head(int connection, std::string_view status, std::uint64_t length)
{
  send_all(connection, fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\n"
                                   "Connection: close\r\n\r\n",
                                   status, length));
}

std::string read_head(int connection)
{
  std::string head;
  std::array<char, 4096> piece{};
  while (head.size() < k_head_limit && head.find("\r\n\r\n") == std::string::npos) {
    const auto got = ::recv(connection, piece.data(), piece.size(), 0);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return {};
    }
    head.append(piece.data(), static_cast<std::size_t>(got));
  }
  return head;
}

/// A socket's address holds 108 bytes and a store's path may be longer: it is bound by
/// way of the open folder.
Result<os::Descriptor> listen_in(const fs::path& folder)
{
  const os::Descriptor place(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  os::Descriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto path = fmt::format("/proc/self/fd/{}/relay", place.get());
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  constexpr mode_t k_any_user = 0666; // the folder decides who reaches it
  if (!place.open() || !listener.open() ||
      ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address),
             sizeof address) != 0 ||
      ::chmod(path.c_str(), k_any_user) != 0 || ::listen(listener.get(), 64) != 0) {
    return os::system_error("open the module relay's socket", errno);
  }
  return listener;
}

} // namespace

std::optional<RelayRequest> parse_relay_request(std::string_view head)
{
  const auto line = head.substr(0, head.find("\r\n"));
  const auto words = split_words(line);
  if (words.size() != 3 || words[0] != "GET" || !words[1].starts_with('/') ||
      !words[2].starts_with("HTTP/1.")) {
    return std::nullopt;
  }
  const auto decoded = without_escapes(words[1].substr(1));
  const std::string path = decoded.value_or("");
  if (!decoded || !std::all_of(path.begin(), path.end(), is_path_byte) ||
      path.starts_with('/') || ("/" + path + "/").find("/../") != std::string::npos) {
    return std::nullopt;
  }
  const bool versioned = path.find("/@v/") != std::string::npos;
  if (!versioned && !path.ends_with("/@latest")) {
    return std::nullopt;
  }
  const bool zip = versioned && path.ends_with(".zip");
  return RelayRequest{
      .path = path, .keep = zip || (versioned && path.ends_with(".mod")), .zip = zip};
}

ModuleRelay::ModuleRelay(const ResolveContext& context,
                         os::Descriptor listener,
                         std::map<std::string, GoProxy::Blob> known)
    : context_(context), proxy_(context), listener_(std::move(listener)),
      known_(std::move(known))
{
  for (unsigned i = 0; i < k_workers; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { accept_all(stop); });
  }
}

Result<std::unique_ptr<ModuleRelay>>
ModuleRelay::start(const fs::path& folder,
                   const ResolveContext& context,
                   std::map<std::string, GoProxy::Blob> known)
{
  CROSSROOT_TRY(auto listener, listen_in(folder));
  return std::unique_ptr<ModuleRelay>(
      new ModuleRelay(context, std::move(listener), std::move(known)));
}

ModuleRelay::~ModuleRelay()
{
  for (auto& thread : threads_) {
    thread.request_stop();
  }
  ::shutdown(listener_.get(), SHUT_RDWR); // wakes every accept
  threads_.clear();
}

void ModuleRelay::accept_all(const std::stop_token& stop)
{
  while (!stop.stop_requested() && !context_.cancel.cancelled()) {
    pollfd waiting{.fd = listener_.get(), .events = POLLIN, .revents = 0};
    constexpr int k_look_up_ms = 200; // for the cancel token
    if (::poll(&waiting, 1, k_look_up_ms) <= 0) {
      continue;
    }
    os::Descriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (connection.open()) {
      answer(std::move(connection));
    }
  }
}

void ModuleRelay::answer(os::Descriptor connection)
{
  const auto request = parse_relay_request(read_head(connection.get()));
  if (!request) {
    send_head(connection.get(), "404 Not Found", 0);
  } else if (request->keep) {
    answer_blob(connection.get(), *request);
  } else {
    answer_text(connection.get(), *request);
  }
}

void ModuleRelay::answer_text(int connection, const RelayRequest& request)
{
  const auto text = proxy_.get(request.path, k_text_limit);
  if (!text) {
    refuse(connection, text.error());
    return;
  }
  send_head(connection, "200 OK", text->size());
  send_all(connection, *text);
}

void ModuleRelay::answer_blob(int connection, const RelayRequest& request)
{
  GoProxy::Blob blob;
  const auto known = known_.find(request.path);
  if (known != known_.end() && context_.store.has_blob(known->second.digest)) {
    blob = known->second;
  } else {
    const auto fetched =
        proxy_.get_blob(request.path, request.path.substr(0, request.path.find("/@v/")));
    if (!fetched) {
      refuse(connection, fetched.error());
      return;
    }
    blob = *fetched;
  }
  {
    const std::lock_guard guard(mutex_);
    served_[request.path] = blob;
  }
  send_head(connection, "200 OK", blob.size);
  std::ifstream file(context_.store.blob_path(blob.digest), std::ios::binary);
  std::vector<char> piece(std::size_t{1} << 16);
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (!send_all(connection, {piece.data(), static_cast<std::size_t>(file.gcount())})) {
      return;
    }
  }
}

void ModuleRelay::refuse(int connection, const Error& error)
{
  constexpr long k_missing = 404;
  const bool missing = status_of(error) == k_missing;
  if (!missing) {
    const std::lock_guard guard(mutex_);
    failure_ = failure_ ? failure_ : error;
  }
  const auto& text = error.message();
  send_head(connection, missing ? "404 Not Found" : "502 Bad Gateway", text.size());
  send_all(connection, text);
}

std::map<std::string, GoProxy::Blob> ModuleRelay::served() const
{
  const std::lock_guard guard(mutex_);
  return served_;
}

std::optional<Error> ModuleRelay::failure() const
{
  const std::lock_guard guard(mutex_);
  return failure_;
}

} // namespace crossroot::resolve
