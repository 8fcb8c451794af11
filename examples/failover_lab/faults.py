# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Faults at the active node, and how they heal. No process is told of them."""
import signal

from roles import ACTIVE


def kill(lab):
    """The node's processes die; its kernel closes their connections."""
    lab.nodes[ACTIVE].kill()


def restart(lab):
    lab.nodes[ACTIVE].restart()


def silent(lab):
    """Packets are lost both ways; no reset, no carrier change."""
    lab.set_ports(lab.node_ports(ACTIVE), False)


def unsilence(lab):
    lab.set_ports(lab.node_ports(ACTIVE), True)


def freeze(lab):
    """The node's processes stop; its kernel goes on acknowledging."""
    lab.nodes[ACTIVE].freeze()


def thaw(lab):
    lab.nodes[ACTIVE].thaw()


def term(lab):
    """An orderly stop of the announcer; the service behind it goes on."""
    lab.nodes[ACTIVE].announcer.send(signal.SIGTERM)


def restart_announcer(lab):
    lab.nodes[ACTIVE].restart_announcer()


def carrier(lab):
    """The route server's interfaces towards the node lose their carrier."""
    lab.set_carrier(lab.rs_ports(ACTIVE), False)


def carrier_back(lab):
    lab.set_carrier(lab.rs_ports(ACTIVE), True)


def side(lab):
    """Packets of the first side alone are lost both ways, as with `silent`."""
    lab.set_ports(lab.node_ports(ACTIVE)[:1], False)


def zone(lab):
    """The whole zone goes: the node's processes and the route server's endpoints there, without a packet."""
    lab.set_ports(lab.rs_ports(ACTIVE), False)
    kill(lab)


def zone_back(lab):
    restart(lab)
    lab.set_ports(lab.rs_ports(ACTIVE), True)


# Name -> (inject, heal, whether a detection time passes before anyone can know).
FAULTS = {
    "kill": (kill, restart, False),
    "silent": (silent, unsilence, True),
    "freeze": (freeze, thaw, True),
    "term": (term, restart_announcer, False),
    "carrier": (carrier, carrier_back, False),
    "side": (side, unsilence, True),
    "zone": (zone, zone_back, True),
}
