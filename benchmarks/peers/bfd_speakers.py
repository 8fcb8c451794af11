# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""BFD speakers with many static sessions: ours, BIRD and FRR, started alike and asked alike.

One class a daemon: its configuration, how it is started, and how it tells of
its sessions. Beside them two that only send and receive as many packets.
"""
import json
import os
import pwd
import re
import shutil
import subprocess
from typing import List, NamedTuple, Tuple

import readings
from netlab import LabError, Process, run, wait_until


class Sessions(NamedTuple):
    """Single-hop sessions over one interface, all alike."""
    interface: str
    hardware: str  # address of the other end of the cable
    pairs: List[Tuple[str, str]]  # (local, remote)
    interval_ms: int
    multiplier: int


class Speaker:
    """A BFD speaker in a namespace; its files lie in a folder of its own."""

    name = "?"
    program = "?"

    def __init__(self, host, folder, sessions):
        self.host, self.folder, self.sessions = host, folder, sessions
        self.processes = []
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)

    def installed(self):
        return os.access(self.program, os.X_OK)

    def write(self, name, lines):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
        return path

    def read(self, name):
        try:
            with open(os.path.join(self.folder, name), encoding="utf-8", errors="replace") as text:
                return text.read()
        except FileNotFoundError:
            return ""

    def spawn(self, command):
        with open(os.path.join(self.folder, "out"), "ab") as log:
            self.processes.append(Process(self.host.wrap(command), stdout=log, stderr=log))

    def pids(self):
        return [process.popen.pid for process in self.processes]

    def cpu_s(self):
        return sum(readings.cpu_s(pid) for pid in self.pids())

    def resident_kib(self):
        return sum(readings.resident_kib(pid) for pid in self.pids())

    def set_realtime(self, priority):
        for pid in self.pids():
            readings.set_realtime(pid, priority)

    def wait_ready(self, condition):
        if not wait_until(condition, 120, 0.05):
            raise LabError("%s did not start: %s" % (self.name, self.read("out")[-2000:]))

    def stop(self):
        for process in reversed(self.processes):
            process.stop()
        self.processes = []

    def start(self):
        raise NotImplementedError

    def up(self):
        """How many sessions are Up."""
        raise NotImplementedError

    def counters(self):
        """What it counts, "downs" (transitions out of Up so far) among it if it has sessions."""
        raise NotImplementedError


class Dialogue(Process):
    """A process that answers each line with a line."""

    def __init__(self, command, stderr):  # pylint: disable=super-init-not-called
        self.popen = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True)

    def ask(self, line):
        self.popen.stdin.write(line + "\n")
        self.popen.stdin.flush()
        return self.popen.stdout.readline()


class Waymark(Speaker):
    """Our bfd_monitor. `program` is set by whoever knows where it was built."""

    name = "waymark"
    options = ("--quiet",)  # no event lines
    settings = ()

    def start(self):
        lines = [*self.settings, "bfd { desired_min_tx_ms: %d required_min_rx_ms: %d detect_multiplier: %d }" % (
            self.sessions.interval_ms, self.sessions.interval_ms, self.sessions.multiplier)]
        lines += ['session { name: "s%d" local_address: "%s" remote_address: "%s" interface: "%s" }' % (
            number, local, remote, self.sessions.interface)
            for number, (local, remote) in enumerate(self.sessions.pairs)]
        config = self.write("monitor.textproto", lines)
        with open(os.path.join(self.folder, "out"), "ab") as log:
            self.processes.append(Dialogue(self.host.wrap([self.program, "--config", config, *self.options]), log))
        self.counters()

    def ask(self, command):
        try:
            return json.loads(self.processes[0].ask(command))
        except (BrokenPipeError, ValueError) as error:
            raise LabError("bfd_monitor ended: %s" % self.read("out")[-2000:]) from error

    def up(self):
        return self.counters()["up"]

    def counters(self):
        return self.ask("counters")["counters"]


class WaymarkBatches(Waymark):
    """The same with its packets sent in batches, past the kernel's routing."""

    name = "waymark-batches"
    settings = ("batch_packets: true",)


class Bird(Speaker):
    """BIRD 2."""

    name, program = "bird", "/usr/sbin/bird"

    def start(self):
        interval = self.sessions.interval_ms
        lines = ["router id 10.0.0.1;", 'log "%s/bird.log" all;' % self.folder, "protocol device { scan time 10; }",
                 "protocol bfd { debug { events };",
                 ' interface "%s" { interval %d ms; multiplier %d; };' % (
                     self.sessions.interface, interval, self.sessions.multiplier)]
        lines += [' neighbor %s dev "%s" local %s;' % (remote, self.sessions.interface, local)
                  for local, remote in self.sessions.pairs]
        config, control = self.write("bird.conf", lines + ["}"]), self.folder + "/bird.ctl"
        self.spawn([self.program, "-f", "-c", config, "-s", control, "-P", self.folder + "/bird.pid"])
        self.wait_ready(lambda: os.path.exists(control))

    def up(self):
        text = run(["birdc", "-s", self.folder + "/bird.ctl", "show", "bfd", "sessions"], check=False)
        return len(re.findall(r"^\d\S+\s+\S+\s+Up\s", text, re.M))

    def counters(self):
        return {"downs": self.read("bird.log").count("from Up to ")}


class Frr(Speaker):
    """FRR: zebra, which bfdd cannot do without, and bfdd."""

    name, program = "frr", "/usr/lib/frr/bfdd"
    _daemons_folder = "/usr/lib/frr/"

    def start(self):
        user = pwd.getpwnam("frr")
        interval = self.sessions.interval_ms
        lines = ["log file %s/bfdd.log" % self.folder, "debug bfd peer", "bfd", " profile all",
                 "  detect-multiplier %d" % self.sessions.multiplier,
                 "  receive-interval %d" % interval, "  transmit-interval %d" % interval, " exit"]
        for local, remote in self.sessions.pairs:
            lines += [" peer %s local-address %s interface %s" % (remote, local, self.sessions.interface),
                      "  profile all", " exit"]
        self.write("bfdd.conf", lines + ["exit"])
        self.write("zebra.conf", ["log file %s/zebra.log" % self.folder])
        for path in [self.folder] + [os.path.join(self.folder, name) for name in os.listdir(self.folder)]:
            os.chown(path, user.pw_uid, user.pw_gid)
        for daemon, own in (("zebra", []),
                            ("bfdd", ["--bfdctl", self.folder + "/bfdd.sock", "--limit-fds", "20000"])):
            self.spawn([self._daemons_folder + daemon, "-f", "%s/%s.conf" % (self.folder, daemon),
                        "-i", "%s/%s.pid" % (self.folder, daemon), "-z", self.folder + "/zserv.api",
                        "--vty_socket", self.folder, "-P", "0", *own])
            self.wait_ready(lambda daemon=daemon: os.path.exists("%s/%s.vty" % (self.folder, daemon)))

    def up(self):
        try:
            text = run(["vtysh", "--vty_socket", self.folder, "-d", "bfdd", "-c", "show bfd peers json"], check=False)
            return sum(1 for peer in json.loads(text) if peer.get("status") == "up")
        except (ValueError, subprocess.TimeoutExpired):  # too busy to answer
            log = self.read("bfdd.log")
            return len(re.findall(r"state-change: .*-> up", log)) - self.counters()["downs"]

    def counters(self):
        return {"downs": len(re.findall(r"state-change: .*up -> ", self.read("bfdd.log")))}


class Floor(Speaker):
    """Nobody: as many packets as the sessions would send, with the least there can be around them (packet_floor.cc).

    `program` is set by whoever knows where it was built.
    """

    name = "floor"
    _mean_jitter = 0.875  # of the interval (RFC 5880, 6.8.7)

    def link(self):
        return []

    def start(self):
        rate = round(len(self.sessions.pairs) * 1000 / (self._mean_jitter * self.sessions.interval_ms))
        addresses = self.write("addresses", ["%s %s" % pair for pair in self.sessions.pairs])
        with open(addresses, encoding="utf-8") as pairs, open(os.path.join(self.folder, "out"), "ab") as out:
            self.processes.append(Process(self.host.wrap([self.program, str(rate), *self.link()]),
                                          stdin=pairs, stdout=out, stderr=out))
        self.wait_ready(lambda: self.read("out").endswith("}\n"))

    def up(self):
        return len(self.sessions.pairs)

    def counters(self):
        return json.loads(self.read("out").splitlines()[-1])


class FloorBatches(Floor):
    """The same in batches, past the kernel's routing."""

    name = "floor-batches"

    def link(self):
        return [self.sessions.interface, self.sessions.hardware]


SPEAKERS = {speaker.name: speaker for speaker in (Waymark, WaymarkBatches, Floor, FloorBatches, Bird, Frr)}
