// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

namespace crossroot {

/// A value or the Error that stood in its way, with the member names of C++23's
/// std::expected, which gcc 12 in C++20 mode lacks. Reading the side that is not there
/// is a bug and stops the process.
template <class T> class [[nodiscard]] Result {
public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}     // NOLINT
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {} // NOLINT

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

private:
  std::variant<T, Error> state_;
};

template <> class [[nodiscard]] Result<void> {
public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {} // NOLINT

  bool has_value() const { return !error_; }
  explicit operator bool() const { return has_value(); }
  void value() const { assert(has_value()); }

  const Error& error() const& { return error_.value(); }
  Error&& error() && { return std::move(error_).value(); }

private:
  std::optional<Error> error_;
};

} // namespace crossroot

#define CROSSROOT_CONCAT_(a, b) a##b
#define CROSSROOT_CONCAT(a, b) CROSSROOT_CONCAT_(a, b)

/// Declares `declaration` from a Result, or returns its Error from this function:
///   CROSSROOT_TRY(const auto triplet, Triplet::parse(text));
#define CROSSROOT_TRY(declaration, expression)                                           \
  auto CROSSROOT_CONCAT(result_of_, __LINE__) = (expression);                            \
  if (!CROSSROOT_CONCAT(result_of_, __LINE__)) {                                         \
    return std::move(CROSSROOT_CONCAT(result_of_, __LINE__)).error();                    \
  }                                                                                      \
  declaration = std::move(CROSSROOT_CONCAT(result_of_, __LINE__)).value()

/// The same for an expression whose value is not wanted (Result<void> above all).
#define CROSSROOT_CHECK(expression)                                                      \
  if (auto result_of_check = (expression); !result_of_check) {                           \
    return std::move(result_of_check).error();                                           \
  }                                                                                      \
  static_assert(true, "")
