// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// A connection with an end to everything: cpp-httplib waits for each octet
// anew, and takes as many as come.

#ifndef WAYMARK_EXAMPLES_HTTP_BOUNDED_STREAM_H_
#define WAYMARK_EXAMPLES_HTTP_BOUNDED_STREAM_H_

#include <httplib.h>
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace waymark::examples {

// Belongs to one thread, which it blocks until the deadline at most.
class BoundedStream final : public httplib::Stream {
 public:
  struct Limits {
    // Octets that are read. More of them is an error of the connection.
    size_t max_received = 16 * 1024;
    std::chrono::steady_clock::time_point deadline;
    // Readable: it ends now. Borrowed.
    int stop_fd = -1;
  };

  // `fd` is non-blocking, and borrowed.
  BoundedStream(int fd, const Limits& limits)
      : fd_(fd), limits_(limits), buffer_(limits.max_received) {}

  // Says that nothing more is sent and waits for the other end to say so, too,
  // within the limits: a socket closed with octets unread takes the answer back
  // (RFC 9112, 9.6).
  void Finish();

  // httplib::Stream.
  using httplib::Stream::write;
  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* ptr, size_t size) override;
  ssize_t write(const char* ptr, size_t size) override;
  // Nobody asks who it is: both leave what they are given.
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return fd_; }

 private:
  // False at the deadline, and when it is to end.
  bool Await(short events) const;
  // What read() answers.
  ssize_t Receive();

  const int fd_;
  const Limits limits_;
  std::vector<char> buffer_;  // of all that is ever read
  size_t received_ = 0;
  size_t taken_ = 0;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_HTTP_BOUNDED_STREAM_H_
