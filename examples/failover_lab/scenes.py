# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What an operator does and meets, step by step: each scene says what the client is to see of it."""
import contextlib
import os
import signal
from typing import Callable, Dict, NamedTuple, Tuple

from netlab import LabError, wait_until
from network import FLOATING_ADDRESS
from roles import ACTIVE, ENDPOINTS, NAMES, NODE, STANDBY
from stage import PATIENCE_S

FAILBACK_DELAY_MS = 1000
BACK_MS = 3000  # the delay before an announcer's next attempt, and BFD's slow rate below Up
PERSIST_MS = 8000
ASSUME_MS = 12000  # longer than the route server's: the two do not begin together
PERSIST = "persist_routes { action: ENABLE duration_ms: %d }" % PERSIST_MS
STATIC_ROUTE = 'static_route { prefix: "%s/32" gateway: "10.0.%d.%d" }' % (FLOATING_ADDRESS, STANDBY, NODE)


class Scene(NamedTuple):
    """How it is played, on a stage.Stage, who answers at its beginning, and what the configurations say for it: those
    of the nodes' groups, of the route server, and of its route table."""
    play: Callable
    first: int = ACTIVE
    group_lines: Tuple[str, ...] = ()
    active_meds: Dict[int, int] = {ACTIVE: 0, STANDBY: 0}
    route_server_lines: Tuple[str, ...] = ()
    table_lines: Tuple[str, ...] = ()


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


def _wait(what, condition, ask_every_s=0.005):
    if not wait_until(condition, PATIENCE_S, ask_every_s):
        raise LabError("%s: not within %d s" % (what, PATIENCE_S))


def _wait_until_remembered(stage, zone):
    """What a node is to know after its death has to be on its disk before; a busy one takes seconds."""
    state = os.path.join(stage.lab.folder, NAMES[zone], "state.textproto")

    def is_remembered():
        with contextlib.suppress(FileNotFoundError), open(state, encoding="utf-8") as text:
            return "stood_active: true" in text.read()
        return False

    _wait("the %s node's state is on its disk" % NAMES[zone], is_remembered)


def manual(stage):
    """Failback when somebody says so."""
    _wait_until_remembered(stage, ACTIVE)
    _kill_active(stage)
    stage.step("it is back, and waits to be promoted", lambda: _restart_active(stage), STANDBY, hold_s=1.0)
    stage.step("it is promoted", lambda: stage.ctl(ACTIVE, "promote", "floating"), ACTIVE)


def preemptive(stage):
    """Failback by itself, after a delay."""
    _wait_until_remembered(stage, ACTIVE)
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


def _wait_for_sessions(stage, zone, up):
    """As the route server sees those of a node."""
    peers = [("session_state", "%s-%d" % (NAMES[zone], endpoint)) for endpoint in ENDPOINTS]
    _wait("the sessions of the %s are %s" % (NAMES[zone], "up" if up else "down"), lambda: all(
        (stage.lab.rs_log.states.get(peer) == "established") == up for peer in peers))


def static_route(stage):
    """A route made by hand goes before what is announced, and follows nobody."""
    lab = stage.lab

    def restart():
        lab.nodes[STANDBY].restart()
        lab.settle(PATIENCE_S)

    stage.step("a static route leads to the standby, and the active node's path is rejected", lambda: None, STANDBY,
               database="active, rejected")
    stage.step("the standby dies, and the static route leads there still", lab.nodes[STANDBY].kill, None, hold_s=1.0,
               database="active, rejected")
    stage.step("the standby is back", restart, STANDBY, detection_ms=0, database="active, rejected")
    stage.step("the route server starts anew without the static route", lambda: lab.replace_route_server(()), ACTIVE,
               detection_ms=BACK_MS, database="active")


def _lose_all(stage, database):
    """Sessions that end by timers of their own have an order that nobody knows, and what the route server keeps is
    of the one that ends last."""
    lab = stage.lab

    def cut_off():
        lab.set_ports(lab.rs_ports(STANDBY), False)
        _wait_for_sessions(stage, STANDBY, False)

    stage.step("the standby is cut off", cut_off, ACTIVE, database="active")
    stage.step("the active node dies, and with it the last session", lab.nodes[ACTIVE].kill, None, hold_s=0.5,
               database=database)


def _reach_standby(stage):
    stage.lab.set_ports(stage.lab.rs_ports(STANDBY), True)


def total_loss(stage):
    """All sessions are lost, and all routes with them; the standby alone comes back."""
    _lose_all(stage, "nobody")
    stage.step("the standby alone is back", lambda: _reach_standby(stage), STANDBY, detection_ms=BACK_MS,
               database="standby")


def black_hole(stage):
    """The same with persist routes: the shorter path of the node that is dead is kept, and wins."""
    def come_back():
        _reach_standby(stage)
        _wait_for_sessions(stage, STANDBY, True)

    _lose_all(stage, "active, persisted")
    stage.step("the standby alone is back, and its path is the longer one", come_back, None, hold_s=1.0,
               database="active, persisted")
    stage.step("the persist time is over", lambda: None, STANDBY, detection_ms=PERSIST_MS, database="standby")


def black_hole_avoided(stage):
    """The same with a standby that takes itself for active after a total loss, with a lower MED than the kept one."""
    standby = stage.lab.nodes[STANDBY]
    _lose_all(stage, "active, persisted")
    stage.step("the standby alone is back, and takes itself for active", lambda: _reach_standby(stage), STANDBY,
               detection_ms=BACK_MS, database="standby, persisted")
    stage.step("the persist time is over, and the time for which it takes itself for active",
               lambda: _wait("the standby is one again", lambda: standby.log.standing["floating"] == "standby"),
               STANDBY, database="standby")


def _kill_announcer(stage, zone):
    stage.lab.nodes[zone].announcer.send(signal.SIGKILL)


def persist_routes(stage):
    """What persist routes are for: announcers that are away while what they announce is not."""
    def kill_both():
        for zone in NAMES:
            _kill_announcer(stage, zone)

    def restart_both():
        for node in stage.lab.nodes.values():
            node.restart_announcer()
        stage.lab.settle(PATIENCE_S)

    stage.step("the standby's announcer dies", lambda: _kill_announcer(stage, STANDBY), ACTIVE, database="active")
    stage.step("the active node's announcer dies, and its path is kept", lambda: _kill_announcer(stage, ACTIVE), ACTIVE,
               hold_s=1.0, database="active, persisted")
    stage.step("both are back", restart_both, ACTIVE)
    stage.step("the persist time is over",
               lambda: _wait("routes are kept no longer", lambda: stage.database() == "active", ask_every_s=0.25),
               ACTIVE, database="active")
    stage.step("persist routes are disabled", lambda: stage.ctl_route_server("persist-routes", "disable"), ACTIVE,
               database="active")
    stage.step("both announcers die, and no path is kept", kill_both, None, hold_s=1.0, database="nobody")
    stage.step("both are back", restart_both, ACTIVE, detection_ms=0, database="active")


SCENES = {
    "drain": Scene(drain),
    "upgrade": Scene(upgrade),
    "manual": Scene(manual, group_lines=("failback { mode: MANUAL }",)),
    "preemptive": Scene(preemptive, group_lines=("failback { delay_ms: %d }" % FAILBACK_DELAY_MS,)),
    "two_faults": Scene(two_faults),
    "static_route": Scene(static_route, STANDBY, table_lines=(STATIC_ROUTE,)),
    "persist_routes": Scene(persist_routes, route_server_lines=(PERSIST,)),
    "total_loss": Scene(total_loss),
    "black_hole": Scene(black_hole, route_server_lines=(PERSIST,)),
    "black_hole_avoided": Scene(
        black_hole_avoided, group_lines=("assume_active_after_total_loss_ms: %d" % ASSUME_MS,),
        active_meds={ACTIVE: 10, STANDBY: 0}, route_server_lines=(PERSIST,)),
}
