# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The scenario's network with a foreign daemon as the route server, and two of our announcers with a session each."""
import os
import tempfile

import configuration
from daemons import Peer
from liveness import parse
from netlab import LabError, wait_until
from network import FLOATING_ADDRESS, Network
from roles import ANNOUNCER_AS, NAMES, NODE
from scenario import Node, Programs

ENDPOINT = 4
PREFIX = FLOATING_ADDRESS + "/32"
# The hold time lies far beyond our patience where BFD is to notice the fault.
LIVENESS, WITHOUT_BFD = parse("bfd50x3")._replace(hold_time_s=90), parse("hold9")
# For what has no other bound here: a loaded machine is slow, and a test is no measurement.
# GoBGP closes every connection for about 5 s after it has lost a session.
PATIENCE_S = 20

HEAD = """\
router_id: "10.0.{zone}.10"
local_as: {announcer_as}
"""


def remote(zone):
    """A node's address, as the daemon knows its neighbour."""
    return "10.0.%d.10" % zone


class InteropLab(Network):
    """In a new folder. `group` makes a node's group, in text format, from its zone; `is_wanted` tells of the best
    route that the daemon has whether it is the one of a network where all is well."""

    def __init__(self, daemon, group, is_wanted):
        folder = tempfile.mkdtemp(prefix="waymark-interop-")
        os.chmod(folder, 0o755)  # for daemons that give up root
        super().__init__("wmi%d%s" % (os.getpid() % 10000, daemon.name), (ENDPOINT,), os.path.join(folder, "lab"),
                         lambda *_: None)
        self.programs = Programs(os.environ["WAYMARK_BINARIES"])
        self.is_wanted = is_wanted
        self.liveness = LIVENESS if daemon.has_bfd else WITHOUT_BFD
        self.bfd = (LIVENESS.interval_ms, LIVENESS.multiplier) if daemon.has_bfd else None
        peers = [Peer("10.0.%d.%d" % (zone, ENDPOINT), remote(zone), ANNOUNCER_AS) for zone in NAMES]
        self.daemon = daemon(self.hosts["rs"], os.path.join(self.folder, daemon.name), peers,
                             self.liveness.hold_time_s, self.bfd)
        self.nodes = {zone: Node(self, zone, self.announcer_config(zone, group(zone))) for zone in NAMES}

    def announcer_config(self, zone, group):
        neighbor = configuration.neighbor(
            "rs-%d-%d" % (zone, ENDPOINT), "10.0.%d.%d" % (zone, ENDPOINT), "10.0.%d.%d" % (zone, NODE),
            self.liveness)
        return HEAD.format(zone=zone, announcer_as=ANNOUNCER_AS) + neighbor + group

    def start(self):
        """Everything, and waits until all sessions are up."""
        self.daemon.start()
        for node in self.nodes.values():
            node.start_responder()
            node.start_announcer()
        self.settle()

    def up(self, zone):
        bfd = self.daemon.bfd_state(remote(zone)) if self.bfd else None
        return self.daemon.established(remote(zone)) and (bfd is None or bfd.up)

    def settled(self):
        return all(self.up(zone) for zone in NAMES) and self.is_wanted(self.daemon.best(PREFIX))

    def settle(self):
        if not wait_until(self.settled, PATIENCE_S, 0.05):
            raise LabError("%s and our announcers did not come together; see %s" % (self.daemon.name, self.folder))

    def close(self):
        for node in getattr(self, "nodes", {}).values():
            node.stop()
        if hasattr(self, "daemon"):
            self.daemon.stop()
        super().close()
