// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Tells a callback whether the object it was made for still exists. Same-thread
// objects only.
//
//   class Peer {
//     void Later() {
//       runtime_.defer.Defer([this, alive = alive_.Watch()] {
//         if (alive) OnLater();
//       });
//     }
//     AliveToken alive_;  // last member: destroyed first
//   };
//
// The same guard tells a method that calls out whether the callee destroyed it:
//
//   const AliveToken::Watcher alive = alive_.Watch();
//   visitor_.OnSomething();
//   if (!alive) return;  // `this` is gone

#ifndef WAYMARK_BASE_ALIVE_TOKEN_H_
#define WAYMARK_BASE_ALIVE_TOKEN_H_

#include <memory>
#include <utility>

namespace waymark {

class AliveToken {
 public:
  // True as long as the token that made it exists. Copyable; may outlive it.
  class Watcher {
   public:
    explicit operator bool() const { return !token_.expired(); }

   private:
    friend class AliveToken;
    explicit Watcher(std::weak_ptr<void> token) : token_(std::move(token)) {}

    std::weak_ptr<void> token_;
  };

  AliveToken() : token_(std::make_shared<char>()) {}
  AliveToken(const AliveToken&) = delete;
  AliveToken& operator=(const AliveToken&) = delete;

  Watcher Watch() const { return Watcher(token_); }

  // Makes every watcher false although the object lives on: what was deferred
  // before does not run any more.
  void Renew() { token_ = std::make_shared<char>(); }

 private:
  std::shared_ptr<char> token_;
};

}  // namespace waymark

#endif  // WAYMARK_BASE_ALIVE_TOKEN_H_
