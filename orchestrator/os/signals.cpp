// SPDX-License-Identifier: Apache-2.0
#include "os/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>

namespace crossroot::os {
namespace {

// A signal handler can reach static storage only.
std::atomic<CancelToken*> watched_token{nullptr};

void on_signal(int /*number*/)
{
  CancelToken* token = watched_token.load();
  if (token == nullptr || token->cancelled()) {
    ::_exit(130);
  }
  token->cancel();
}

} // namespace

void cancel_on_signals(CancelToken& token)
{
  watched_token.store(&token);
  struct sigaction action = {};
  action.sa_handler = on_signal;
  ::sigemptyset(&action.sa_mask);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before = {};
    // nohup and shells that start us in the background ignore these on purpose.
    if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) {
      continue;
    }
    ::sigaction(number, &action, nullptr);
  }
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &action, nullptr);
}

} // namespace crossroot::os
