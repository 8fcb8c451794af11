// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A mutex between a real-time thread and an ordinary one.

#ifndef WAYMARK_POSIX_PRIORITY_MUTEX_H_
#define WAYMARK_POSIX_PRIORITY_MUTEX_H_

#include <pthread.h>

namespace waymark::posix {

// Whoever holds it runs at the priority of whoever waits for it: an ordinary
// thread that is displaced while it holds the mutex would else keep a real-time
// one waiting for as long as the machine is busy. For std::lock_guard.
class PriorityMutex {
 public:
  PriorityMutex() {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&mutex_, &attributes);
    pthread_mutexattr_destroy(&attributes);
  }
  ~PriorityMutex() { pthread_mutex_destroy(&mutex_); }
  PriorityMutex(const PriorityMutex&) = delete;
  PriorityMutex& operator=(const PriorityMutex&) = delete;

  void lock() { pthread_mutex_lock(&mutex_); }
  void unlock() { pthread_mutex_unlock(&mutex_); }

 private:
  pthread_mutex_t mutex_;
};

}  // namespace waymark::posix

#endif  // WAYMARK_POSIX_PRIORITY_MUTEX_H_
