// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace crossroot::resolve {

/// Walks an XML document node by node. Reads nothing but the bytes it was given: a
/// document with a DOCTYPE, and so with entities of its own, is refused. Total; Errors
/// are digest_mismatch, id "index". Not thread-safe.
class XmlWalk {
public:
  enum class Node : std::uint8_t { open, close, text, end };

  /// `document` must outlive it; `shown_as` names it in messages.
  XmlWalk(std::string_view document, std::string shown_as);
  ~XmlWalk();
  XmlWalk(const XmlWalk&) = delete;
  XmlWalk& operator=(const XmlWalk&) = delete;

  /// An element without content is opened and closed. Text of blanks alone is left out.
  Result<Node> next();
  std::string_view name() const; ///< of the element, without its prefix
  int depth() const;             ///< 0 at the root element
  /// Of the element that was just opened; "" if it has none of that name.
  std::string attribute(const char* name) const;
  std::string_view text() const;
  /// The text of the element that was just opened, to its end; elements in it are passed.
  Result<std::string> content();

private:
  Error malformed(const std::string& cause) const;
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace crossroot::resolve
