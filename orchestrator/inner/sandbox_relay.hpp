// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace crossroot::inner {

/// Listens on 127.0.0.1:k_relay_port of this network namespace; the descriptor, or -1
/// with errno set.
int listen_for_relay();

/// Carries each connection of `listener` to the Unix socket behind the O_PATH descriptor
/// `socket_path`, until killed.
[[noreturn]] void run_relay(int listener, int socket_path);

} // namespace crossroot::inner
