# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What an operator does and meets, step by step: each scene says what the client is to see of it."""
import signal
from typing import Callable, NamedTuple, Tuple

from network import FLOATING_ADDRESS
from roles import ACTIVE, ENDPOINTS, NAMES, NODE, STANDBY
from stage import PATIENCE_S

FAILBACK_DELAY_MS = 1000
BACK_MS = 3000  # the delay before an announcer's next attempt, and BFD's slow rate below Up


class Scene(NamedTuple):
    """How it is played, on a stage.Stage, and what the nodes' groups say for it."""
    play: Callable
    group_lines: Tuple[str, ...] = ()


def _kill_active(stage):
    # No timer decides: the kernel closes the connections.
    stage.step("the active node's processes die", stage.lab.nodes[ACTIVE].kill, STANDBY, detection_ms=0)


def _restart_active(stage):
    stage.lab.nodes[ACTIVE].restart()
    stage.lab.settle(PATIENCE_S)


def drain(stage):
    """A node is taken out, and put back."""
    stage.step("the active node's group is drained",
               lambda: stage.ctl(ACTIVE, "role", "floating", "drained"), STANDBY)
    stage.step("it is granted its role again", lambda: stage.ctl(ACTIVE, "role", "floating", "active"), ACTIVE)


def upgrade(stage):
    """Both announcers are replaced, the standby's first."""
    for zone, meanwhile in ((STANDBY, ACTIVE), (ACTIVE, STANDBY)):
        node = stage.lab.nodes[zone]

        def end(node=node):
            node.announcer.send(signal.SIGTERM)
            node.announcer.wait(PATIENCE_S)

        def start(node=node):
            node.start_announcer()
            stage.lab.settle(PATIENCE_S)

        stage.step("the %s's announcer is told to end, and has ended" % NAMES[zone], end, meanwhile)
        stage.step("a new one has taken its place", start, ACTIVE)


def manual(stage):
    """Failback when somebody says so."""
    _kill_active(stage)
    stage.step("it is back, and waits to be promoted", lambda: _restart_active(stage), STANDBY, hold_s=1.0)
    stage.step("it is promoted", lambda: stage.ctl(ACTIVE, "promote", "floating"), ACTIVE)


def preemptive(stage):
    """Failback by itself, after a delay."""
    _kill_active(stage)
    stage.step("it is back", lambda: _restart_active(stage), STANDBY, hold_s=FAILBACK_DELAY_MS / 2000)
    stage.step("%d ms have passed without a fault" % FAILBACK_DELAY_MS, lambda: None, ACTIVE)


def two_faults(stage):
    """The active node falls silent while one of the standby's endpoints is gone."""
    # The last of the addresses: with the first the kernel would remove the others of the subnet.
    lab, endpoint = stage.lab, "10.0.%d.%d/24 dev s%d" % (STANDBY, ENDPOINTS[-1], STANDBY)

    def fail():
        lab.hosts["rs"].ip("addr del " + endpoint)
        lab.set_ports(lab.node_ports(ACTIVE), False)

    def heal():
        lab.hosts["rs"].ip("addr add " + endpoint)
        lab.set_ports(lab.node_ports(ACTIVE), True)
        lab.settle(PATIENCE_S)

    stage.step("the active node is silent, and one of the standby's endpoints gone", fail, STANDBY,
               detection_ms=lab.liveness.detection_ms)
    stage.step("both are back", heal, ACTIVE)


def static_route(stage):
    """A route made by hand goes before what is announced, and follows nobody."""
    lab, route = stage.lab, "%s/32 via 10.0.%d.%d metric 5" % (FLOATING_ADDRESS, STANDBY, NODE)
    stage.step("somebody adds a static route to the standby", lambda: lab.hosts["rs"].ip("route add " + route), STANDBY)
    stage.step("the standby dies, and the static route leads there still", lab.nodes[STANDBY].kill, None, hold_s=1.0)
    stage.step("the static route is removed", lambda: lab.hosts["rs"].ip("route del " + route), ACTIVE,
               detection_ms=0)


def total_loss(stage):
    """The active node dies in the moment in which the route server loses all of its sessions: none is kept."""
    lab = stage.lab

    def lose():
        lab.set_ports([port for zone in NAMES for port in lab.rs_ports(zone)], False)
        lab.nodes[ACTIVE].kill()

    stage.step("all sessions are lost, and the active node dies", lose, None, hold_s=1.0)
    stage.step("the standby alone can be reached again", lambda: lab.set_ports(lab.rs_ports(STANDBY), True), STANDBY,
               detection_ms=BACK_MS)


SCENES = {
    "drain": Scene(drain),
    "upgrade": Scene(upgrade),
    "manual": Scene(manual, ("failback { mode: MANUAL }",)),
    "preemptive": Scene(preemptive, ("failback { delay_ms: %d }" % FAILBACK_DELAY_MS,)),
    "two_faults": Scene(two_faults),
    "static_route": Scene(static_route),
    "total_loss": Scene(total_loss),
}
