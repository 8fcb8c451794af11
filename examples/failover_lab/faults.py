# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Faults at the active node, and how they heal. No process is told of them."""
import signal

from network import ACTIVE


def kill(lab):
    """The node's processes die; its kernel closes their connections."""
    for process in lab.nodes[ACTIVE].processes():
        process.send(signal.SIGKILL)


def restart(lab):
    node = lab.nodes[ACTIVE]
    for process in node.processes():
        process.wait(10)
    node.start_responder()
    node.start_announcer()


def silent(lab):
    """Packets are lost both ways; no reset, no carrier change."""
    lab.set_port("host%d" % ACTIVE, False)


def unsilence(lab):
    lab.set_port("host%d" % ACTIVE, True)


def freeze(lab):
    """The node's processes stop; its kernel goes on acknowledging."""
    for process in lab.nodes[ACTIVE].processes():
        process.send(signal.SIGSTOP)


def thaw(lab):
    for process in lab.nodes[ACTIVE].processes():
        process.send(signal.SIGCONT)


def term(lab):
    """An orderly stop of the announcer; the service behind it goes on."""
    lab.nodes[ACTIVE].announcer.send(signal.SIGTERM)


def restart_announcer(lab):
    node = lab.nodes[ACTIVE]
    node.announcer.wait(10)
    node.start_announcer()


def carrier(lab):
    """The route server's interface towards the node loses its carrier."""
    lab.hosts["wire"].ip("link set rs%d down" % ACTIVE)


def carrier_back(lab):
    lab.hosts["wire"].ip("link set rs%d up" % ACTIVE)


def zone(lab):
    """The whole zone goes: the node's processes and both endpoints of the route server, without a packet."""
    lab.set_port("rs%d" % ACTIVE, False)
    kill(lab)


def zone_back(lab):
    restart(lab)
    lab.set_port("rs%d" % ACTIVE, True)


# Name -> (inject, heal, whether a detection time passes before anyone can know).
FAULTS = {
    "kill": (kill, restart, False),
    "silent": (silent, unsilence, True),
    "freeze": (freeze, thaw, True),
    "term": (term, restart_announcer, False),
    "carrier": (carrier, carrier_back, False),
    "zone": (zone, zone_back, True),
}
