#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The network of the loopback laboratory: carries BGP's connections, BFD and the client's probes, and loses them.

    relay.py FIRST_TWO ROUTE_SERVER_PORT PROBE_PORT BFD_PORT

FIRST_TWO are the numbers that all addresses begin with, "127.20". The relay
stands between node Z at .Z.10 and the endpoints .Z.4 and .Z.5 and has an address
for each: to the node it is the endpoints .Z.104 and .Z.105, to the endpoints it is
the node .Z.110. Connections to ROUTE_SERVER_PORT and packets to BFD_PORT (0: none)
go on from there. Probes to .9.1 go to the node that the route leads to, and the
answers back.

Reads lines: "route Z" (0: none), "cut Z", "mend Z". While a node is cut off
nothing is read from its connections and none is taken in, so that neither end
learns anything; probes and BFD packets to and from it are dropped. Prints
"ready", and ends when its input does.
"""
import os
import selectors
import socket
import sys

ZONES, ENDPOINTS, NODE = (1, 2), (4, 5), 10
IN_PLACE = 100  # what the last number of an address is higher by than that of whom the relay stands for
BFD_TTL = 255  # RFC 5881, 5: anything less has come from elsewhere
CHUNK = 65536


class Relay:
    """One loop over all sockets."""

    def __init__(self, first_two, route_server_port, probe_port, bfd_port):
        self.first_two, self.route_server_port, self.probe_port = first_two, route_server_port, probe_port
        self.route, self.cut, self.client, self.rest = 0, set(), None, b""
        self.selector, self.sockets = selectors.DefaultSelector(), {zone: [] for zone in ZONES}
        self.onward = {}  # of BFD packets: (socket, source address) -> (socket, destination)
        self.front = self._udp(9, 1, probe_port, self._from_client)
        self.backs = {zone: self._udp(9, 1 + zone, 0, lambda one, zone=zone: self._from_node(one, zone))
                      for zone in ZONES}
        for zone in ZONES:
            for endpoint in ENDPOINTS:
                listener = socket.create_server((self._address(zone, endpoint + IN_PLACE), route_server_port))
                self._watch(zone, listener, lambda one, zone=zone, endpoint=endpoint: self._accept(one, zone, endpoint))
            if bfd_port:
                self._carry_bfd(zone, bfd_port)
        self.selector.register(sys.stdin, selectors.EVENT_READ, None)

    def _address(self, zone, last):
        return "%s.%d.%d" % (self.first_two, zone, last)

    def _udp(self, zone, last, port, on_ready):
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind((self._address(zone, last), port))
        one.setblocking(False)
        self.selector.register(one, selectors.EVENT_READ, on_ready)
        return one

    def _watch(self, zone, one, on_ready):
        """What belongs to a zone is not looked at while that is cut off."""
        one.setblocking(False)
        self.sockets[zone].append((one, on_ready))
        if zone not in self.cut:
            self.selector.register(one, selectors.EVENT_READ, on_ready)

    def _carry_bfd(self, zone, port):
        """Opens the sockets, and notes where what comes in at one of them from an address goes, and from which."""
        def on_ready(one):
            self._pass_on(one, zone)

        node, back = self._address(zone, NODE), self._udp(zone, NODE + IN_PLACE, port, on_ready)
        for last in ENDPOINTS:
            endpoint, front = self._address(zone, last), self._udp(zone, last + IN_PLACE, port, on_ready)
            self.onward[front, node] = back, (endpoint, port)
            self.onward[back, endpoint] = front, (node, port)
            front.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, BFD_TTL)
        back.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, BFD_TTL)

    def _pass_on(self, one, zone):
        octets, source = one.recvfrom(CHUNK)
        by, to = self.onward.get((one, source[0]), (None, None))
        if by and zone not in self.cut:
            by.sendto(octets, to)

    def _accept(self, listener, zone, endpoint):
        accepted, _ = listener.accept()
        onward = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        onward.bind((self._address(zone, NODE + IN_PLACE), 0))
        try:
            onward.connect((self._address(zone, endpoint), self.route_server_port))
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
            self.backs[self.route].sendto(octets, (self._address(self.route, NODE), self.probe_port))

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
