# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""A node that is a firewall: it lets through what it has seen the beginning of, and nothing else."""
import os

from netlab import run
from scenario import Node

# Every packet gets the node's number as its DSCP: both ends see which way it came. A packet of a connection that began
# at the other node is not of a known one: TCP is told so, UDP is lost. ICMPv6 and TCP by number: their names are in
# /etc/protocols, which a bare machine does not have.
RULES = """\
table inet firewall {{
  chain forward {{
    type filter hook forward priority filter; policy drop;
    meta nfproto ipv4 ip dscp set {mark}
    meta nfproto ipv6 ip6 dscp set {mark}
    ct state established,related accept
    tcp flags & (fin | syn | rst | ack) == syn ct state new accept
    udp dport {first_port}-{last_port} ct state new accept
    meta l4proto 58 accept
    meta l4proto 6 counter name unknown_tcp reject with tcp reset
    counter name unknown_udp drop
  }}
  counter unknown_tcp {{ }}
  counter unknown_udp {{ }}
}}
"""
FORWARDING = ("net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding")


class Firewall(Node):
    """What it forwards ends with its processes: its data plane is one of them."""

    def __init__(self, lab, zone, config, ports):
        super().__init__(lab, zone, config)
        # Connections that it has not seen the beginning of are not taken in halfway.
        self.host.sysctl("net.netfilter.nf_conntrack_tcp_loose=0")
        run(self.host.wrap(["nft", "-f", "-"]), stdin=RULES.format(
            mark=zone, first_port=ports[0], last_port=ports[-1]))
        self.gates = [self.host.inside(lambda path=path: os.open("/proc/sys/" + path, os.O_WRONLY))
                      for path in FORWARDING]

    def forward(self, yes):
        for gate in self.gates:
            os.pwrite(gate, b"1" if yes else b"0", 0)

    def start_responder(self):
        """In place of a service that answers: forwarding."""
        self.forward(True)

    def kill(self):
        self.forward(False)
        super().kill()

    def freeze(self):
        self.forward(False)
        super().freeze()

    def thaw(self):
        super().thaw()
        self.forward(True)

    def stop(self):
        super().stop()
        for gate in self.gates:
            os.close(gate)
        self.gates = []
