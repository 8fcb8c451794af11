#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The network of the loopback laboratory: carries BGP's connections and the client's probes, and loses them.

    relay.py FIRST_TWO ROUTE_SERVER_PORT RELAY_PORT PROBE_PORT

FIRST_TWO are the numbers that all addresses begin with, "127.20". Node Z is
at .Z.10 and dials the endpoints .Z.4 and .Z.5 at RELAY_PORT; what comes in there
goes on to ROUTE_SERVER_PORT, from the node's address. Probes to .9.1 go to the
node that the route leads to, and the answers back.

Reads lines: "route Z" (0: none), "cut Z", "mend Z". While a node is cut off
nothing is read from its connections and none is taken in, so that neither end
learns anything; probes to and from it are dropped. Prints "ready", and ends when
its input does.
"""
import os
import selectors
import socket
import sys

ZONES, ENDPOINTS, NODE = (1, 2), (4, 5), 10
CHUNK = 65536


class Relay:
    """One loop over all sockets."""

    def __init__(self, first_two, route_server_port, relay_port, probe_port):
        self.first_two, self.route_server_port, self.probe_port = first_two, route_server_port, probe_port
        self.route, self.cut, self.client, self.rest = 0, set(), None, b""
        self.selector, self.sockets = selectors.DefaultSelector(), {zone: [] for zone in ZONES}
        self.front = self._udp("9.1", probe_port, self._from_client)
        self.backs = {zone: self._udp("9.%d" % (1 + zone), 0, lambda one, zone=zone: self._from_node(one, zone))
                      for zone in ZONES}
        for zone in ZONES:
            for endpoint in ENDPOINTS:
                address = self._address("%d.%d" % (zone, endpoint))
                listener = socket.create_server((address, relay_port))
                self._watch(zone, listener, lambda one, zone=zone, address=address: self._accept(one, zone, address))
        self.selector.register(sys.stdin, selectors.EVENT_READ, None)

    def _address(self, rest):
        return "%s.%s" % (self.first_two, rest)

    def _udp(self, rest, port, on_ready):
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind((self._address(rest), port))
        one.setblocking(False)
        self.selector.register(one, selectors.EVENT_READ, on_ready)
        return one

    def _watch(self, zone, one, on_ready):
        """What belongs to a zone is not looked at while that is cut off."""
        one.setblocking(False)
        self.sockets[zone].append((one, on_ready))
        if zone not in self.cut:
            self.selector.register(one, selectors.EVENT_READ, on_ready)

    def _accept(self, listener, zone, address):
        accepted, _ = listener.accept()
        onward = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        onward.bind((self._address("%d.%d" % (zone, NODE)), 0))
        try:
            onward.connect((address, self.route_server_port))
        except OSError:
            accepted.close()
            return
        for one, other in ((accepted, onward), (onward, accepted)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._watch(zone, one, lambda source, other=other: self._carry(source, other, zone))

    def _carry(self, source, other, zone):
        """What BGP's sessions of the laboratory say fits into any send buffer; if not, the connection ends."""
        try:
            octets = source.recv(CHUNK)
            if octets and other.send(octets) == len(octets):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self.sockets[zone] = [kept for kept in self.sockets[zone] if kept[0] not in (source, other)]
        for one in (source, other):
            self.selector.unregister(one)
            one.close()

    def _from_client(self, front):
        octets, self.client = front.recvfrom(CHUNK)
        if self.route and self.route not in self.cut:
            to = (self._address("%d.%d" % (self.route, NODE)), self.probe_port)
            self.backs[self.route].sendto(octets, to)

    def _from_node(self, back, zone):
        try:
            octets = back.recv(CHUNK)
        except ConnectionError:
            return  # nobody is there
        if zone not in self.cut:
            self.front.sendto(octets, self.client)

    def _commands(self, octets):
        """All that has come: what a buffered reader would keep back, the selector would not tell of."""
        *lines, self.rest = (self.rest + octets).split(b"\n")
        for line in lines:
            self._command(line)

    def _command(self, line):
        word, zone = line.split()[0], int(line.split()[1])
        if word == b"route":
            self.route = zone
        elif word == b"cut" and zone not in self.cut:
            self.cut.add(zone)
            for one, _ in self.sockets[zone]:
                self.selector.unregister(one)
        elif word == b"mend" and zone in self.cut:
            self.cut.remove(zone)
            for one, on_ready in self.sockets[zone]:
                self.selector.register(one, selectors.EVENT_READ, on_ready)

    def run(self):
        print("ready", flush=True)
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    octets = os.read(key.fd, CHUNK)
                    if not octets:
                        return
                    self._commands(octets)
                elif self.selector.get_map().get(key.fd) == key:  # and was not closed or cut off in this round
                    key.data(key.fileobj)


if __name__ == "__main__":
    Relay(sys.argv[1], *map(int, sys.argv[2:])).run()
