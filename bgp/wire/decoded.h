// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a decoder returns: the value, or the NOTIFICATION to send.

#ifndef WAYMARK_BGP_WIRE_DECODED_H_
#define WAYMARK_BGP_WIRE_DECODED_H_

#include <utility>
#include <variant>

#include "bgp/notification.h"

namespace waymark::bgp {

// An error is fatal for the session: send error(), then close (RFC 4271, 6).
template <typename T>
class [[nodiscard]] Decoded {
 public:
  // Implicit, so that a decoder can return either.
  // NOLINTBEGIN(google-explicit-constructor)
  Decoded(T value) : result_(std::move(value)) {}
  Decoded(Notification error) : result_(std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(result_); }

  // REQUIRES: ok().
  const T& value() const& { return *std::get_if<T>(&result_); }
  T&& value() && { return std::move(*std::get_if<T>(&result_)); }
  const T& operator*() const& { return value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok().
  const Notification& error() const {
    return *std::get_if<Notification>(&result_);
  }

 private:
  std::variant<T, Notification> result_;
};

}  // namespace waymark::bgp

#endif  // WAYMARK_BGP_WIRE_DECODED_H_
