# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The hosts of one laboratory, what runs on them, and a place for it to leave files."""
import os
import shutil

from event_log import EventLog
from netlab import Host, LabError, Process, cable, run


class Bench:
    """Hosts by their names. Who derives from it lays the cables in wire()."""

    def __init__(self, tag, names, folder, on_event):
        self.folder, self.on_event = folder, on_event
        shutil.rmtree(folder, ignore_errors=True)
        self.hosts, self.guests = {}, []
        try:
            for name in names:
                self.hosts[name] = self.make_host("%s-%s" % (tag, name))
                os.makedirs(os.path.join(folder, name))
            self.wire()
        except Exception:
            self.close()
            raise

    def make_host(self, name):
        return Host(name)

    def wire(self):
        raise NotImplementedError

    def plug(self, host, interface, switch, port):
        """A cable from the host to a port of a switch, which is a bridge in the host "wire"."""
        wire = self.hosts["wire"]
        cable(host, interface, wire, port)
        wire.ip("link set %s master %s" % (port, switch))

    def set_ports(self, ports, forwarding):
        """Bridge port states: the loss is silent, neither end sees its carrier change."""
        lines = ["link set dev %s state %d" % (port, 3 if forwarding else 0) for port in ports]
        run(self.hosts["wire"].wrap(["bridge", "-batch", "-"]), stdin="\n".join(lines) + "\n")

    def set_carrier(self, ports, there):
        self.hosts["wire"].ip(*("link set %s %s" % (port, "up" if there else "down") for port in ports))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def spawn(self, name, host, command):
        """Starts a daemon of ours and returns it with the log of its events; its messages go to a file."""
        with open(os.path.join(self.folder, name, "log"), "ab") as log:
            process = Process(host.wrap(command), stdout=-1, stderr=log)
        return process, EventLog(name, process.popen.stdout, self.on_event)

    def start_instrument(self, host, command):
        """Starts a program that says "ready" when it is, and ends with the laboratory at the latest."""
        process = Process(host.wrap(command), stdout=-1)
        self.adopt(process)
        if process.popen.stdout.readline() != b"ready\n":
            raise LabError("%s does not start" % " ".join(command))
        return process

    def adopt(self, process):
        """A process that ends with the laboratory at the latest."""
        self.guests.append(process)

    def close(self):
        for process in self.guests:
            process.stop()
        for host in self.hosts.values():
            host.close()
