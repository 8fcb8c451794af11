# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""BIRD, FRR and GoBGP in the route server's place, asked by their own command lines.

One class a daemon: what it is configured with, how it is started, and how it
tells of routes and sessions. What they have in common is in RouteServer. The
attributes of a class are what another role would say differently.
"""
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import unittest
from typing import List, NamedTuple, Optional, Tuple

from netlab import Host, LabError, Process, run, wait_until

ROUTE_SERVER_AS = 65000


class Peer(NamedTuple):
    """One announcer as the route server is configured for it."""
    local: str
    remote: str
    remote_as: int


class Route(NamedTuple):
    """The best path of a prefix as the daemon shows it."""
    as_path: Tuple[int, ...]
    med: Optional[int]
    next_hop: str


class BfdState(NamedTuple):
    """Up or not, and the timers that the daemon negotiated, in ms."""
    up: bool
    transmit_ms: Optional[float]
    detection_ms: Optional[float]


def why_not(daemon):
    """Why tests with this daemon cannot run here, or None."""
    if not daemon.installed():
        return "%s is not installed: tools/test --interop installs it" % daemon.name
    try:
        Host("wmi%d-try" % os.getpid()).close()
    except (LabError, OSError) as error:
        return "network namespaces are not possible here: %s" % error
    return None


def skip_or_fail(reason):
    """In continuous integration nothing may be skipped."""
    if reason and os.environ.get("CI") == "true":
        raise LabError(reason)
    if reason:
        raise unittest.SkipTest(reason)


class RouteServer:
    """A daemon in a namespace; its files lie in a folder of its own."""

    name = "?"
    program = "?"
    has_bfd = False
    asn, router_id = ROUTE_SERVER_AS, "10.0.9.1"
    families = ("ipv4", "ipv6")

    def __init__(self, host, folder, peers: List[Peer], hold_time_s, bfd=None):
        self.host, self.folder, self.peers = host, folder, peers
        self.hold_time_s, self.bfd = hold_time_s, bfd  # bfd: (interval_ms, multiplier)
        self.processes = []
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)

    @classmethod
    def installed(cls):
        return os.access(cls.program, os.X_OK)

    def write(self, name, lines):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
        return path

    def spawn(self, command):
        with open(os.path.join(self.folder, "out"), "ab") as log:
            self.processes.append(Process(self.host.wrap(command), stdout=log, stderr=log))

    def wait_ready(self, condition):
        if not wait_until(condition, 20, 0.02):
            with open(os.path.join(self.folder, "out"), encoding="utf-8", errors="replace") as log:
                raise LabError("%s did not start: %s" % (self.name, log.read()[-2000:]))

    def stop(self):
        for process in reversed(self.processes):
            process.send(signal.SIGCONT)
            process.stop()
        self.processes = []

    def start(self):
        raise NotImplementedError

    def established(self, remote):
        """Whether the BGP session with this announcer is Established."""
        raise NotImplementedError

    def best(self, prefix) -> Optional[Route]:
        raise NotImplementedError

    def bfd_state(self, remote) -> Optional[BfdState]:
        """None if the daemon knows no such session."""
        raise NotImplementedError


class Bird(RouteServer):
    """BIRD 2."""

    name, program, has_bfd = "bird", "/usr/sbin/bird", True
    session_options = "passive on;"
    exports = "export none;"

    def configuration(self):
        lines = ["router id %s;" % self.router_id, 'log "%s/bird.log" all;' % self.folder, "protocol device {}"]
        if self.bfd:
            lines += ['protocol bfd { interface "*" { interval %d ms; multiplier %d; idle tx interval %d ms; }; }'
                      % (self.bfd[0], self.bfd[1], self.bfd[0])]
        for number, peer in enumerate(self.peers):
            lines += [
                "protocol bgp p%d {" % number,
                "  local %s as %d; neighbor %s as %d; direct; %s" % (
                    peer.local, self.asn, peer.remote, peer.remote_as, self.session_options),
                "  hold time %d; startup hold time %d;" % (self.hold_time_s, self.hold_time_s),
                "  error wait time 1, 1; graceful restart off; long lived graceful restart off;",
                "  bfd %s;" % ("on" if self.bfd else "off"),
                *("  %s { import all; %s };" % (family, self.exports) for family in self.families),
                "}"]
        return lines

    def start(self):
        config, control = self.write("bird.conf", self.configuration()), self.folder + "/bird.ctl"
        self.spawn([self.program, "-f", "-c", config, "-s", control, "-P", self.folder + "/bird.pid"])
        self.wait_ready(lambda: os.path.exists(control))

    def ask(self, *words):
        return run(["birdc", "-s", self.folder + "/bird.ctl", *words], check=False)

    def _protocol(self, remote):
        return "p%d" % next(n for n, peer in enumerate(self.peers) if peer.remote == remote)

    def established(self, remote):
        return "Established" in self.ask("show", "protocols", self._protocol(remote))

    def best(self, prefix):
        text = self.ask("show", "route", "for", prefix.split("/")[0], "primary", "all")
        if prefix not in text:
            return None
        path = re.search(r"BGP\.as_path: ([\d ]*)", text)
        med = re.search(r"BGP\.med: (\d+)", text)
        hop = re.search(r"BGP\.next_hop: (\S+)", text)
        return Route(tuple(map(int, path[1].split())), int(med[1]) if med else None, hop[1])

    def bfd_state(self, remote):
        found = re.search(r"^%s\s+\S+\s+(\S+)\s+\S+\s+(\S+)\s+(\S+)" % re.escape(remote),
                          self.ask("show", "bfd", "sessions"), re.M)
        if not found:
            return None
        return BfdState(found[1] == "Up", float(found[2]) * 1000, float(found[3]) * 1000)


class Frr(RouteServer):
    """FRR: zebra, bfdd and bgpd."""

    name, program, has_bfd = "frr", "/usr/lib/frr/bgpd", True
    _daemons_folder = "/usr/lib/frr/"
    exports = ("route-map OUT deny 10",)
    session_options = ("passive",)
    family_options = ()

    def configuration(self):
        """Lines of bgpd.conf and of bfdd.conf."""
        bgpd = ["log file %s/bgpd.log" % self.folder, *self.exports, "exit",
                "router bgp %d" % self.asn, " bgp router-id %s" % self.router_id, " no bgp ebgp-requires-policy",
                " no bgp default ipv4-unicast", " no bgp network import-check", " bgp graceful-restart-disable",
                " timers bgp %d %d" % (self.hold_time_s // 3, self.hold_time_s)]
        for peer in self.peers:
            bgpd += [" neighbor %s remote-as %d" % (peer.remote, peer.remote_as),
                     " neighbor %s update-source %s" % (peer.remote, peer.local),
                     *(" neighbor %s %s" % (peer.remote, option) for option in self.session_options)]
            if self.bfd:
                bgpd += [" neighbor %s bfd" % peer.remote, " neighbor %s bfd profile fast" % peer.remote]
        for family in self.families:
            bgpd += [" address-family %s unicast" % family, *("  " + option for option in self.family_options)]
            for peer in self.peers:
                bgpd += ["  neighbor %s activate" % peer.remote, "  neighbor %s route-map OUT out" % peer.remote]
            bgpd += [" exit-address-family"]
        bgpd += ["exit"]
        bfdd = []
        if self.bfd:
            bfdd = ["log file %s/bfdd.log" % self.folder, "bfd", " profile fast",
                    "  detect-multiplier %d" % self.bfd[1], "  receive-interval %d" % self.bfd[0],
                    "  transmit-interval %d" % self.bfd[0], " exit", "exit"]
        return bgpd, bfdd

    def configurations(self):
        """The lines of each program's file, in the order in which they are started."""
        bgpd, bfdd = self.configuration()
        configurations = {"zebra": ["log file %s/zebra.log" % self.folder]}
        if self.bfd:
            configurations["bfdd"] = bfdd
        configurations["bgpd"] = bgpd
        return configurations

    def start(self):
        user = pwd.getpwnam("frr")
        configurations = self.configurations()
        for daemon, lines in configurations.items():
            self.write(daemon + ".conf", lines)
        for path in [self.folder] + [os.path.join(self.folder, name) for name in os.listdir(self.folder)]:
            os.chown(path, user.pw_uid, user.pw_gid)
        for daemon in configurations:
            own = ["--bfdctl", self.folder + "/bfdd.sock"] if daemon == "bfdd" else []
            self.spawn([self._daemons_folder + daemon, "-f", "%s/%s.conf" % (self.folder, daemon),
                        "-i", "%s/%s.pid" % (self.folder, daemon), "-z", self.folder + "/zserv.api",
                        "--vty_socket", self.folder, "-P", "0", *own])
            self.wait_ready(lambda daemon=daemon: os.path.exists("%s/%s.vty" % (self.folder, daemon)))

    def ask(self, daemon, command):
        text = run(["vtysh", "--vty_socket", self.folder, "-d", daemon, "-c", command], check=False)
        try:
            return json.loads(text)
        except ValueError:
            return {}

    def established(self, remote):
        neighbor = self.ask("bgpd", "show bgp neighbors %s json" % remote).get(remote, {})
        return neighbor.get("bgpState") == "Established"

    def best(self, prefix):
        family = "ipv6" if ":" in prefix else "ipv4"
        for path in self.ask("bgpd", "show bgp %s unicast %s json" % (family, prefix)).get("paths", []):
            if path.get("bestpath", {}).get("overall"):
                hop = next(h["ip"] for h in path["nexthops"] if h.get("scope", "global") == "global")
                return Route(tuple(int(n) for n in path["aspath"]["string"].split()), path.get("metric"), hop)
        return None

    def bfd_state(self, remote):
        for peer in self.ask("bfdd", "show bfd peers json"):
            if peer.get("peer") == remote:
                interval = max(peer["transmit-interval"], peer["remote-receive-interval"])
                detection = peer["remote-detect-multiplier"] * max(
                    peer["receive-interval"], peer["remote-transmit-interval"])
                return BfdState(peer["status"] == "up", interval, detection)
        return None


class GoBgp(RouteServer):
    """GoBGP, which has no BFD."""

    name, program = "gobgp", "/usr/bin/gobgpd"
    exports = "reject-route"  # It learns routes and gives none back.
    passive = True

    def configuration(self):
        lines = ["[global.config]", "as = %d" % self.asn, 'router-id = "%s"' % self.router_id,
                 "[global.apply-policy.config]", 'default-export-policy = "%s"' % self.exports]
        for peer in self.peers:
            lines += ["[[neighbors]]", "[neighbors.config]", 'neighbor-address = "%s"' % peer.remote,
                      "peer-as = %d" % peer.remote_as,
                      "[neighbors.timers.config]", "hold-time = %d" % self.hold_time_s,
                      "keepalive-interval = %d" % (self.hold_time_s // 3),
                      "idle-hold-time-after-reset = 1", "connect-retry = 1",
                      "[neighbors.transport.config]", "passive-mode = %s" % str(self.passive).lower(),
                      'local-address = "%s"' % peer.local]
            for family in self.families:
                lines += ["[[neighbors.afi-safis]]", "[neighbors.afi-safis.config]",
                          'afi-safi-name = "%s-unicast"' % family]
        return lines

    def start(self):
        config = self.write("gobgpd.toml", self.configuration())
        self.spawn([self.program, "-f", config, "--api-hosts", "127.0.0.1:50051", "--pprof-disable"])
        self.wait_ready(lambda: "AS:" in self.ask("global"))

    def ask(self, *words):
        done = subprocess.run(self.host.wrap(["gobgp", *words]), capture_output=True, text=True, timeout=30,
                              check=False)
        return done.stdout

    def established(self, remote):
        try:
            neighbor = json.loads(self.ask("-j", "neighbor", remote))
        except ValueError:
            return False
        return neighbor.get("state", {}).get("session_state") in (6, "ESTABLISHED")

    def best(self, prefix):
        family = "ipv6" if ":" in prefix else "ipv4"
        try:
            paths = json.loads(self.ask("-j", "global", "rib", prefix, "-a", family))
        except ValueError:
            return None
        for path in paths.get(prefix, []) if isinstance(paths, dict) else []:
            if path.get("best"):
                return self._route(path["attrs"])
        return None

    @staticmethod
    def _route(attributes):
        by_type = {attribute["type"]: attribute for attribute in attributes}
        path = tuple(asn for segment in by_type[2]["as_paths"] for asn in segment["asns"])
        hop = by_type[3]["nexthop"] if 3 in by_type else by_type[14]["nexthop"]
        return Route(path, by_type[4]["metric"] if 4 in by_type else None, hop)

    def bfd_state(self, remote):
        return None


DAEMONS = {daemon.name: daemon for daemon in (Bird, Frr, GoBgp)}
