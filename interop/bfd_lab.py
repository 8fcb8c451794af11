# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Two hosts with BFD sessions of every kind between them: ours runs bfd_monitor, the other a daemon.

A cable for the sessions without authentication, another for each type of it, and
a way over a router in between.
"""
import os
import time

from bfd_capture import Capture
from bfd_daemons import KEY_ID, NEXT_KEY_ID, NEXT_SECRET, SECRET, Path, Timers
from monitor import Monitor
from netlab import Host, LabError, cable, wait_until

# Slow enough for a busy machine: what is tested is not how late a daemon may be.
TIMERS = Timers(200, 200, 4)
# Neither end misses the other before this, and nothing waits longer for one.
PATIENCE_S = 15

SESSION = """\
session {{
  name: "{name}" local_address: "{ours}" remote_address: "{theirs}"
{rest}}}
"""


def paths_of(daemon):
    """The sessions that this daemon can have with us."""
    paths = [
        Path("ipv4", "10.9.0.1", "10.9.0.2", "c0"),
        Path("ipv6", "fd00:9::1", "fd00:9::2", "c0"),
        Path("link_local", "fe80::9:1", "fe80::9:2", "c0"),
        Path("multihop_ipv4", "10.9.100.1", "10.9.101.1", None),
        Path("multihop_ipv6", "fd00:9:100::1", "fd00:9:101::1", None),
    ]
    return paths + authenticated_paths_of(daemon)


def authenticated_paths_of(daemon):
    """One for each type of authentication."""
    return [Path(kind, "10.9.%d.1" % number, "10.9.%d.2" % number, "c%d" % number, kind)
            for number, kind in enumerate(daemon.authentications, 1)]


# Sessions that never come up: we ask for one TTL more than what the router leaves of it.
TOO_FAR = [
    Path("too_far_ipv4", "10.9.100.2", "10.9.101.2", None),
    Path("too_far_ipv6", "fd00:9:100::2", "fd00:9:101::2", None),
]


class BfdLab:
    """Everything is made by the constructor, started by start() and removed by close().

    With a rollover, nothing but the authenticated sessions, which change their keys.
    """

    def __init__(self, daemon, program, folder, rollover=None):
        self.folder, self.program, self.rollover = folder, program, rollover
        self.paths, self.min_ttl = paths_of(daemon), daemon.multihop_min_ttl
        self.too_far = [] if rollover else TOO_FAR
        if rollover:
            self.paths = authenticated_paths_of(daemon)
        self.monitor, self.daemon, self.hosts = None, None, {}
        tag = "wmb%d%s" % (os.getpid() % 10000, daemon.name)
        try:
            for name in ("ours", "router", "theirs"):
                self.hosts[name] = Host("%s-%s" % (tag, name))
            self._lay_cables()
        except Exception:
            self.close()
            raise
        more = {"rollover": rollover} if rollover else {}
        self.daemon = daemon(self.hosts["theirs"], os.path.join(folder, daemon.name), self.paths + self.too_far, TIMERS,
                             **more)

    def _lay_cables(self):
        ours, router, theirs = self.hosts.values()
        for interface in sorted({path.interface for path in self.paths if path.interface}):
            cable(ours, interface, theirs, interface)
        for path in self.paths:
            if path.interface:
                length = 64 if ":" in path.ours else 24
                ours.ip("addr add %s/%d dev %s" % (path.ours, length, path.interface))
                theirs.ip("addr add %s/%d dev %s" % (path.theirs, length, path.interface))
        for host, number in ((ours, 100), (theirs, 101)):
            name = "m%d" % number
            cable(host, "far", router, name)
            router.ip("addr add 10.9.%d.254/24 dev %s" % (number, name),
                      "addr add fd00:9:%d::fe/64 dev %s" % (number, name))
            for end in (1, 2):
                host.ip("addr add 10.9.%d.%d/24 dev far" % (number, end),
                        "addr add fd00:9:%d::%d/64 dev far" % (number, end))
            host.ip("route add 10.9.0.0/16 via 10.9.%d.254" % number,
                    "route add fd00:9::/32 via fd00:9:%d::fe" % number)
        router.sysctl("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")

    def _configuration(self):
        lines = ["bfd { desired_min_tx_ms: %d required_min_rx_ms: %d detect_multiplier: %d }\n" % TIMERS]
        for path in self.paths + self.too_far:
            min_ttl = self.min_ttl + (path in self.too_far)
            rest = "  bfd {%s%s }\n" % (
                "" if path.interface else " multihop { min_ttl: %d }" % min_ttl,
                self._keys(path.authentication) if path.authentication else "")
            if path.interface:
                rest += '  interface: "%s"\n' % path.interface
            lines.append(SESSION.format(rest=rest, **path._asdict()))
        return "".join(lines)

    def _keys(self, kind):
        if not self.rollover:
            return self._key(kind, KEY_ID, SECRET)
        ours, _, over = (time.strftime('"%Y-%m-%dT%H:%M:%SZ"', time.gmtime(moment)) for moment in self.rollover)
        return (self._key(kind, KEY_ID, SECRET, "send_until: %s accept_until: %s" % (ours, over)) +
                self._key(kind, NEXT_KEY_ID, NEXT_SECRET, "send_from: %s" % ours))

    def _key(self, kind, number, secret, lifetimes=""):
        path = os.path.join(self.folder, "secret%d" % number)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(secret + "\n")
        return ' key { type: %s id: %d secret_file: "%s" %s }' % (kind.upper(), number, path, lifetimes)

    def start(self):
        config = os.path.join(self.folder, "monitor.textproto")
        with open(config, "w", encoding="utf-8") as out:
            out.write(self._configuration())
        self.monitor = Monitor(self.hosts["ours"], self.program, config, os.path.join(self.folder, "monitor.log"))
        # Ours first, so that its first packets know nothing of the daemon.
        if not wait_until(lambda: all(self.monitor.session(path.name).get("packets_sent") for path in self.paths),
                          PATIENCE_S, 0.02):
            raise LabError("bfd_monitor does not send on all paths")
        self.daemon.start()

    def up(self, path):
        shown = self.daemon.shown(path)
        session = self.monitor.session(path.name)
        # The state alone may be Up before the timers are those of Up.
        return shown and shown.up and session["state"] == "up" and session["transmit_interval_us"] < 1000000 \
            and session["detection_time_us"] < 1000000

    def settle(self):
        for path in self.paths:
            if not wait_until(lambda path=path: self.up(path), PATIENCE_S, 0.02):
                raise LabError("%s does not come up: %s, %s" % (
                    path, self.daemon.shown(path), self.monitor.session(path.name)))

    def capture(self, name):
        return Capture(self.hosts["ours"], os.path.join(self.folder, name + ".pcapng"))

    def close(self):
        if self.monitor:
            self.monitor.close()
        if self.daemon:
            self.daemon.stop()
        for host in self.hosts.values():
            host.close()
