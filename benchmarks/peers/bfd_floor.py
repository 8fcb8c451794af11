#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What the packets of so many BFD sessions cost in the kernel, here and now.

    bfd_floor.py --binaries bazel-bin [--sessions 1000] [--interval 50] [--seconds 10]

Both ends send and receive as many packets as the sessions would, with the least
there can be around it (packet_floor.cc). Prints the price of a packet sent and
of one received, and the CPU that no BFD speaker on this machine stays below.
"""
import argparse
import json
import os
import subprocess
import sys

import readings
from bfd_wire import Wire

PERIOD_MS = 2
MEAN_JITTER = 0.875  # of the interval (RFC 5880, 6.8.7)


def spawn(host, command, text=""):
    process = subprocess.Popen(host.wrap(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write(text)
    process.stdin.close()
    return process


def measure(options):
    program = os.path.join(options.binaries, "benchmarks/peers/packet_floor")
    rate = options.sessions / (MEAN_JITTER * options.interval / 1000)
    burst = max(1, round(rate * PERIOD_MS / 1000))
    readings.raise_share(-15)
    wire = Wire(options.sessions)
    try:
        receivers = [spawn(host, [program, "receive", str(options.seconds + 1)]) for host in wire.hosts]
        senders = [spawn(host, [program, "send", str(burst), str(options.seconds)], "".join(
            "%s %s\n" % pair for pair in wire.sessions(side, options.sessions, options.interval, 3).pairs))
            for side, host in enumerate(wire.hosts)]
        sent = [json.loads(process.stdout.readline()) for process in senders]
        received = [json.loads(process.stdout.readline()) for process in receivers]
        for process in senders + receivers:
            process.wait(10)
    finally:
        wire.close()
    send_us, receive_us = ([one["cpu_us"] for one in side] for side in (sent, received))
    mean_us = (sum(send_us) + sum(receive_us)) / 2
    return {"sessions": options.sessions, "interval_ms": options.interval, "burst": burst, "send_us": send_us,
            "receive_us": receive_us, "floor_percent": round(rate * mean_us / 1e4, 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--binaries", required=True, help="where packet_floor was built with -c opt (bazel-bin)")
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--interval", type=int, default=50, metavar="MS")
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    if os.getsid(0) != os.getpid():
        os.execvp("setsid", ["setsid", "--wait", sys.executable, *sys.argv])
    print(json.dumps(measure(options)))


if __name__ == "__main__":
    main()
