# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Our daemons on a network: an active and a standby node, the route server, and when all is up."""
import os
import signal
import subprocess

from netlab import LabError, Process, wait_until
from roles import NAMES


class Programs:
    """Where the binaries are."""

    def __init__(self, folder):
        self.announcer = os.path.join(folder, "examples/announcer/announcer")
        self.announcerctl = os.path.join(folder, "examples/announcer/announcerctl")
        self.route_server = os.path.join(folder, "examples/route_server/route_server")
        self.route_serverctl = os.path.join(folder, "examples/route_server/route_serverctl")
        self.probe = os.path.join(folder, "examples/failover_lab/probe")
        self.crossings = os.path.join(folder, "examples/failover_lab/crossings")
        self.connections = os.path.join(folder, "examples/failover_lab/connections")
        self.require("announcer", "route_server", "probe")

    def require(self, *names):
        """Raises LabError unless these are there."""
        for name in names:
            path = getattr(self, name)
            if not os.access(path, os.X_OK):
                raise LabError("%s is missing: build it first (tools/demo does)" % path)


class Service:
    """The active or the standby: a host with the service that answers probes, and whatever announces it."""

    def __init__(self, lab, zone):
        self.zone, self.lab, self.host = zone, lab, lab.hosts[NAMES[zone]]
        self.announcer = self.responder = None

    def start_announcer(self):
        raise NotImplementedError

    def start_responder(self):
        """Returns when it answers: nobody announces an address that nobody serves yet."""
        self.responder = Process(self.host.wrap(
            [self.lab.programs.probe, "echo", *map(str, self.lab.service_address(self.zone)), str(self.zone)]),
            stdout=subprocess.PIPE)
        if self.responder.popen.stdout.readline() != b"ready\n":
            raise LabError("the service of %s does not start" % NAMES[self.zone])

    def processes(self):
        return [process for process in (self.announcer, self.responder) if process]

    def kill(self):
        for process in self.processes():
            process.send(signal.SIGKILL)

    def freeze(self):
        for process in self.processes():
            process.send(signal.SIGSTOP)

    def thaw(self):
        for process in self.processes():
            process.send(signal.SIGCONT)

    def restart(self):
        """After kill()."""
        for process in self.processes():
            process.wait(10)
        self.start_responder()
        self.start_announcer()

    def restart_announcer(self):
        """After it was told to end."""
        self.announcer.wait(10)
        self.start_announcer()

    def stop(self):
        for process in self.processes():
            process.stop()


class Node(Service):
    """One with our announcer."""

    def __init__(self, lab, zone, config):
        super().__init__(lab, zone)
        self.log = None
        self.config = lab.write(NAMES[zone] + ".textproto", config)

    def start_announcer(self):
        name = NAMES[self.zone]
        self.announcer, self.log = self.lab.spawn(name, self.host, [
            self.lab.programs.announcer, "--config", self.config, "--state-dir", os.path.join(self.lab.folder, name)])


class Scenario:
    """Put before a network's class, whose arguments come after `programs`: starts everything and tells when it has
    settled."""

    ask_every_s = 0.005  # while it settles
    route_server_options = ()  # further ones of its command line

    def __init__(self, liveness, programs, *network):
        self.liveness, self.programs = liveness, programs
        self.route_server = self.rs_log = None
        self.nodes = {}
        super().__init__(*network)
        self.nodes = {zone: self.make_node(zone) for zone in NAMES}

    @property
    def sessions(self):
        """How many there are when all are up."""
        raise NotImplementedError

    def make_node(self, zone):
        raise NotImplementedError

    def observe(self):
        """A view (view.py) that sees from now on what becomes of the traffic."""
        raise NotImplementedError

    def shown(self):
        """What of the scenario a timeline shows (timeline.py)."""
        raise NotImplementedError

    def route_server_config(self):
        raise NotImplementedError

    def start_route_server(self):
        config = self.write("route_server.textproto", self.route_server_config())
        self.route_server, self.rs_log = self.spawn(
            "rs", self.hosts["rs"], [self.programs.route_server, "--config", config, *self.route_server_options])

    def start(self):
        self.start_route_server()
        for node in self.nodes.values():
            node.start_responder()
            node.start_announcer()

    def sessions_up(self):
        """How many BGP sessions are Established, and how many BFD sessions Up, as the route server sees it."""
        return self.rs_log.count("session_state", "established"), self.rs_log.count("bfd_state", "up")

    def settled(self):
        bgp, bfd = self.sessions_up()
        return bgp == self.sessions and (bfd == self.sessions or not self.liveness.interval_ms)

    def settle(self, patience_s):
        if not wait_until(self.settled, patience_s, self.ask_every_s):
            raise LabError("not all sessions came up within %d s; see %s/*/log" % (patience_s, self.folder))

    def close(self):
        for node in self.nodes.values():
            node.stop()
        if self.route_server:
            self.route_server.stop()
        super().close()
