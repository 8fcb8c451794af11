# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""BFD packets as tshark sees and decodes them, in the namespace of one host."""
import os
import shutil
import signal
import subprocess
import time
from typing import NamedTuple, Optional

from netlab import LabError, run, wait_until

UP, INIT, DOWN, ADMIN_DOWN = 3, 2, 1, 0

# tshark's names, in the order of Packet.
_FIELDS = (
    "ip.src", "ip.dst", "ip.ttl", "ipv6.src", "ipv6.dst", "ipv6.hlim", "udp.srcport", "udp.dstport", "udp.length",
    "bfd.version", "bfd.diag", "bfd.sta", "bfd.flags.p", "bfd.flags.f", "bfd.flags.c", "bfd.flags.a", "bfd.flags.d",
    "bfd.flags.m", "bfd.detect_time_multiplier", "bfd.message_length", "bfd.my_discriminator",
    "bfd.your_discriminator", "bfd.desired_min_tx_interval", "bfd.required_min_rx_interval",
    "bfd.required_min_echo_interval", "bfd.auth.type", "bfd.auth.len", "bfd.auth.key", "bfd.auth.seq_num")


class Packet(NamedTuple):
    """One packet; intervals in us."""
    source: str
    destination: str
    ttl: int
    source_port: int
    destination_port: int
    udp_length: int
    version: int
    diagnostic: int
    state: int
    poll: int
    final: int
    control_plane_independent: int
    authentication_present: int
    demand: int
    multipoint: int
    multiplier: int
    length: int
    my_discriminator: int
    your_discriminator: int
    desired_min_tx: int
    required_min_rx: int
    required_min_echo_rx: int
    # None without authentication; the sequence number also with a password.
    auth_type: Optional[int]
    auth_length: Optional[int]
    key_id: Optional[int]
    sequence: Optional[int]


def installed():
    return shutil.which("tshark") is not None


def _packet(line):
    values = line.split("\t")
    source, destination, ttl = values[0:3] if values[0] else values[3:6]
    return Packet(source, destination, int(ttl), *(int(value, 0) if value else None for value in values[6:]))


class Capture:
    """What passes from the start to stop()."""

    def __init__(self, host, path):
        self.path = path
        with open(path + ".log", "wb") as log:
            self.process = subprocess.Popen(
                host.wrap(["tshark", "-q", "-i", "any", "-f", "udp port 3784 or udp port 4784", "-w", path]),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        # It says that it captures before it does: the file's header is later.
        if not wait_until(lambda: os.path.exists(path) and os.path.getsize(path) > 0, 20, 0.02):
            self.stop()
            with open(path + ".log", encoding="utf-8", errors="replace") as log:
                raise LabError("tshark does not capture: %s" % log.read()[-1000:])

    def stop(self):
        """All packets, oldest first."""
        if self.process.poll() is None:
            time.sleep(1.2)  # It takes what the kernel has once in a while, and at the end leaves the rest.
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
        if not os.path.exists(self.path):
            return []
        command = ["tshark", "-r", self.path, "-T", "fields"]
        for field in _FIELDS:
            command += ["-e", field]
        return [_packet(line) for line in run(command).splitlines()]
