# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Two namespaces on one cable, and as many addresses in each as there are sessions."""
import os

from bfd_speakers import Sessions
from netlab import Host, cable, run

INTERFACE = "v0"


def address(side, number):
    return "10.%d.%d.%d" % (1 + side, 1 + number // 250, 1 + number % 250)


class Wire:
    """Closed as a whole."""

    def __init__(self, count):
        self.count = count
        self.hosts = []
        try:
            for side in "ab":
                self.hosts.append(Host("wmp%d-%s" % (os.getpid(), side)))
            cable(self.hosts[0], INTERFACE, self.hosts[1], INTERFACE)
            self.hardware = [run(host.wrap(["cat", "/sys/class/net/%s/address" % INTERFACE])).strip()
                             for host in self.hosts]
            for side, host in enumerate(self.hosts):
                host.ip("addr add 10.%d.0.1/8 dev %s" % (1 + side, INTERFACE),
                        *("addr add %s/32 dev lo" % address(side, number) for number in range(count)))
                # Permanent entries: the kernel keeps no more than about a thousand neighbours of its own
                # (gc_thresh3), and packets to the others would fail.
                host.ip(*("neigh replace %s dev %s lladdr %s nud permanent" % (
                    address(1 - side, number), INTERFACE, self.hardware[1 - side]) for number in range(count)))
        except Exception:
            self.close()
            raise

    def sessions(self, side, count, interval_ms, multiplier):
        pairs = [(address(side, number), address(1 - side, number)) for number in range(count)]
        return Sessions(INTERFACE, self.hardware[1 - side], pairs, interval_ms, multiplier)

    def silence(self, side, silent):
        """Loses what arrives there, without a word: neither end sees its carrier change."""
        table = "netdev silence"
        text = ("table %s { chain in { type filter hook ingress device %s priority 0; policy drop; }; }"
                % (table, INTERFACE) if silent else "delete table %s" % table)
        run(self.hosts[side].wrap(["nft", text]))

    def close(self):
        for host in self.hosts:
            host.close()
