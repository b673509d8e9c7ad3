// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace crossroot::test {

/// What a client asked. Header names are in lower case.
struct HttpRequest {
  std::string path;
  std::map<std::string, std::string> headers;
};

/// What the server says, misbehaviour included.
struct HttpReply {
  int status = 200;
  std::vector<std::string> headers; ///< "ETag: \"x\""
  std::string body;
  std::size_t send_only = std::string::npos; ///< bytes of the body before the line drops
  std::chrono::milliseconds stall{0};        ///< before the body
};

/// An HTTP/1.1 server on a port of 127.0.0.1, one thread a connection, gone with the
/// object.
class LoopbackServer {
public:
  using Answer = std::function<HttpReply(const HttpRequest&)>;

  explicit LoopbackServer(Answer answer) : answer_(std::move(answer))
  {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
      throw std::runtime_error("no port on loopback");
    }
    port_ = ntohs(address.sin_port);
    ::setenv("no_proxy", "127.0.0.1,localhost", 1);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer()
  {
    stop_ = true;
    acceptor_.join();
    for (auto& connection : connections_) {
      connection.join();
    }
    ::close(listener_);
  }

  std::string url(const std::string& path = "",
                  const std::string& host = "127.0.0.1") const
  {
    return "http://" + host + ":" + std::to_string(port_) + path;
  }
  std::vector<HttpRequest> requests() const
  {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

private:
  void accept_all()
  {
    while (!stop_) {
      pollfd waiting{listener_, POLLIN, 0};
      if (::poll(&waiting, 1, 20) > 0) {
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0) {
          connections_.emplace_back([this, connection] { serve(connection); });
        }
      }
    }
  }

  void serve(int connection)
  {
    const timeval limit{10, 0};
    ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    HttpRequest request;
    if (read_request(connection, request)) {
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      send_reply(connection, answer_(request));
    }
    ::shutdown(connection, SHUT_RDWR);
    ::close(connection);
  }

  static bool read_request(int connection, HttpRequest& request)
  {
    std::string text;
    char byte = 0;
    while (!text.ends_with("\r\n\r\n")) {
      if (::recv(connection, &byte, 1, 0) != 1) {
        return false;
      }
      text += byte;
    }
    request.path = text.substr(text.find(' ') + 1);
    request.path.resize(request.path.find(' '));
    for (auto at = text.find("\r\n") + 2; at + 2 < text.size();) {
      const auto end = text.find("\r\n", at);
      const auto colon = text.find(':', at);
      auto name = text.substr(at, colon - at);
      for (auto& c : name) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      }
      request.headers[name] = text.substr(colon + 2, end - colon - 2);
      at = end + 2;
    }
    return true;
  }

  void send_reply(int connection, const HttpReply& reply) const
  {
    auto head = "HTTP/1.1 " + std::to_string(reply.status) +
                " x\r\nConnection: close\r\n" +
                "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
    for (const auto& header : reply.headers) {
      head += header + "\r\n";
    }
    send_all(connection, head + "\r\n");
    const auto until = std::chrono::steady_clock::now() + reply.stall;
    while (!stop_ && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    send_all(connection, reply.body.substr(0, reply.send_only));
  }

  static void send_all(int connection, const std::string& text)
  {
    for (std::size_t at = 0; at < text.size();) {
      const auto sent =
          ::send(connection, text.data() + at, text.size() - at, MSG_NOSIGNAL);
      if (sent <= 0) {
        return;
      }
      at += static_cast<std::size_t>(sent);
    }
  }

  Answer answer_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  std::vector<std::thread> connections_;
  std::thread acceptor_;
};

} // namespace crossroot::test
