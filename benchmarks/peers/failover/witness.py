# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What happens at the route server, seen from beside it, alike for every kind of daemon.

The kernel's stamps of the BFD packets that come in, and the kernel's word of
each route of the floating address. Both are read after a run, so that reading
them disturbs none.
"""
import ctypes
import socket
import struct
from typing import NamedTuple

from network import FLOATING_ADDRESS
from roles import ACTIVE, STANDBY
from route_watch import RouteWatch

BFD_PORT = 3784
ETH_P_IP = 0x0800
SO_ATTACH_FILTER, SO_RCVBUFFORCE, SO_TIMESTAMPNS = 26, 33, 35
BUFFER_OCTETS = 32 << 20
UP = 3  # RFC 5880, 4.1
# Of an IPv4 packet without its link header: UDP to the port of BFD, whole.
BFD_FILTER = (
    (0x30, 0, 0, 9),  # ldb [9], the protocol
    (0x15, 0, 4, 17),  # jeq UDP
    (0xb1, 0, 0, 0),  # ldxb 4 * ([0] & 15)
    (0x48, 0, 0, 2),  # ldh [x + 2], the destination port
    (0x15, 0, 1, BFD_PORT),
    (0x06, 0, 0, 0xffff),
    (0x06, 0, 0, 0),
)


class Packet(NamedTuple):
    """A BFD packet that came in; the stamp is the kernel's, in ns since the epoch, as that of a route."""
    stamp: int
    source: str
    state: int


class Route(NamedTuple):
    """A route of the floating address that was installed."""
    stamp: int
    next_hop: str


def decode(stamp, octets):
    """The BFD packet in an IPv4 packet."""
    header = 4 * (octets[0] & 15)
    return Packet(stamp, socket.inet_ntoa(octets[12:16]), octets[header + 9] >> 6)


def route_of(change):
    """None for any other change of routes."""
    if change.prefix != FLOATING_ADDRESS + "/32" or not change.next_hop:
        return None
    return Route(change.stamp, change.next_hop)


def is_of(zone, address):
    return address.startswith("10.0.%d." % zone)


def moved_at(routes):
    """When the first route by the standby was installed; None without one."""
    return next((route.stamp for route in routes if is_of(STANDBY, route.next_hop)), None)


def late_us(packets, routes, detection_ms):
    """From the end of the last detection time to the route by the standby, in microseconds; None without either.

    The active node has several sessions, and its last path goes with the last of them.
    """
    moved = moved_at(routes)
    last = {packet.source: packet.stamp for packet in packets
            if moved and packet.stamp < moved and is_of(ACTIVE, packet.source)}
    return (moved - max(last.values())) / 1000 - detection_ms * 1000 if last else None


class Downs:
    """Counts how often a node's end of a session left Up."""

    def __init__(self):
        self.states, self.count = {}, 0

    def take(self, packets):
        for packet in packets:
            self.count += self.states.get(packet.source) == UP and packet.state != UP
            self.states[packet.source] = packet.state


class Witness:
    """Beside a route server. take() gives what has happened since it was last called."""

    def __init__(self, host):
        code = b"".join(struct.pack("HBBI", *instruction) for instruction in BFD_FILTER)
        program = ctypes.create_string_buffer(code)
        self.capture = host.inside(
            lambda: socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP)))
        self.capture.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                                struct.pack("HP", len(BFD_FILTER), ctypes.addressof(program)))
        self.capture.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.capture.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_OCTETS)
        self.routes = []
        self.monitor = RouteWatch(host, self._on_change)

    def _on_change(self, change):
        route = route_of(change)
        if route:
            self.routes.append(route)

    def take(self):
        """Packets and routes."""
        packets = []
        while True:
            try:
                octets, ancillary, _, _ = self.capture.recvmsg(256, 64, socket.MSG_DONTWAIT)
            except BlockingIOError:
                break
            seconds, nanoseconds = struct.unpack("qq", ancillary[0][2])
            packets.append(decode(seconds * 1_000_000_000 + nanoseconds, octets))
        routes, self.routes = self.routes, []
        return packets, routes

    def close(self):
        self.monitor.close()
        self.capture.close()
