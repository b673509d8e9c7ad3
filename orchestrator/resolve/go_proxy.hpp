// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/resolve.hpp"

#include <string>

namespace crossroot::resolve {

/// The module proxies of this host, asked in their order. Thread-safe.
class GoProxy {
public:
  explicit GoProxy(const ResolveContext& context);

  struct Blob {
    Digest digest;
    std::uint64_t size = 0;
  };
  /// `path` is below each proxy's URL ("golang.org/x/sys/@v/v0.1.0.mod"). If one fails,
  /// the next is asked where GOPROXY allows; the last Error lists what each said, and its
  /// note "status" is 404 if every one of them answered 404 or 410.
  Result<std::string> get(const std::string& path, std::uint64_t limit_bytes) const;
  Result<Blob> get_blob(const std::string& path, std::string_view label) const;

  bool empty() const { return proxies_.empty(); }

private:
  Result<Blob> stream(const std::string& url, std::string_view label) const;
  template <class T, class Ask>
  Result<T> ask_each(const std::string& path, Ask ask) const;

  const ResolveContext& context_;
  std::vector<fetch::Source> proxies_;
};

/// The number in an Error's note "status"; 0 if there is none.
long status_of(const Error& error);

} // namespace crossroot::resolve
