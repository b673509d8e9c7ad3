// SPDX-License-Identifier: Apache-2.0
// Resolving Go modules needs one address and nothing else of the network. The sandbox
// therefore keeps its empty network namespace, and this carries connections on loopback
// to a Unix socket outside, where the orchestrator decides what they may reach. The
// socket is reached through a descriptor that was opened outside, so no path of the host
// is mounted for it, however long that path is.
#include "inner/sandbox_relay.hpp"

#include "inner/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <list>
#include <vector>

namespace crossroot::inner {
namespace {

/// Bytes on their way in one direction.
struct Flow {
  int from = -1;
  int to = -1;
  std::array<char, 65536> buffer;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool source_ended = false;
  bool finished = false;

  bool wants_read() const { return !source_ended && begin == end; }
  bool wants_write() const { return begin < end; }
};

struct Connection {
  int inside = -1;
  int outside = -1;
  Flow outward;
  Flow inward;
};

int connect_outside(int socket_path)
{
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d",
                socket_path);
  const int outside = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (outside >= 0 && ::connect(outside, reinterpret_cast<const sockaddr*>(&address),
                                sizeof address) != 0) {
    ::close(outside);
    return -1;
  }
  return outside;
}

void move_bytes(Flow& flow)
{
  if (flow.wants_read()) {
    const auto count =
        ::recv(flow.from, flow.buffer.data(), flow.buffer.size(), MSG_DONTWAIT);
    if (count > 0) {
      flow.begin = 0;
      flow.end = static_cast<std::size_t>(count);
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
      flow.source_ended = true;
    }
  }
  if (flow.wants_write()) {
    const auto count = ::send(flow.to, flow.buffer.data() + flow.begin,
                              flow.end - flow.begin, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count > 0) {
      flow.begin += static_cast<std::size_t>(count);
    } else if (errno != EAGAIN && errno != EINTR) {
      flow.source_ended = true; // nobody reads: what is left is lost
      flow.begin = flow.end;
    }
  }
  if (flow.source_ended && !flow.wants_write() && !flow.finished) {
    flow.finished = true;
    ::shutdown(flow.to, SHUT_WR);
    ::shutdown(flow.from, SHUT_RD);
  }
}

void accept_connection(int listener, int socket_path, std::list<Connection>& connections)
{
  const int inside = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (inside < 0) {
    return;
  }
  const int outside = connect_outside(socket_path);
  if (outside < 0) {
    ::close(inside); // the client sees a reset and tells its user
    return;
  }
  auto& connection = connections.emplace_back();
  connection.inside = inside;
  connection.outside = outside;
  connection.outward.from = connection.inward.to = inside;
  connection.outward.to = connection.inward.from = outside;
}

void watch(const Flow& flow, std::vector<pollfd>& watched)
{
  if (flow.wants_write()) {
    watched.push_back({flow.to, POLLOUT, 0});
  } else if (flow.wants_read()) {
    watched.push_back({flow.from, POLLIN, 0});
  }
}

} // namespace

int listen_for_relay()
{
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) {
    return -1;
  }
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(k_relay_port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
          0 ||
      ::listen(listener, SOMAXCONN) != 0) {
    ::close(listener);
    return -1;
  }
  return listener;
}

void run_relay(int listener, int socket_path)
{
  std::list<Connection> connections;
  std::vector<pollfd> watched;
  while (true) {
    watched.assign(1, {listener, POLLIN, 0});
    for (const auto& connection : connections) {
      watch(connection.outward, watched);
      watch(connection.inward, watched);
    }
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) {
      ::_exit(1);
    }
    for (auto& connection : connections) {
      move_bytes(connection.outward);
      move_bytes(connection.inward);
    }
    connections.remove_if([](const Connection& connection) {
      const bool done = connection.outward.finished && connection.inward.finished;
      if (done) {
        ::close(connection.inside);
        ::close(connection.outside);
      }
      return done;
    });
    accept_connection(listener, socket_path, connections);
  }
}

} // namespace crossroot::inner
