# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Hosts, cables and processes of a laboratory on one machine.

A host is a network namespace, a cable a veth pair, a switch a bridge. All names
carry a tag of the laboratory, so that several can run side by side; close()
removes what was made here and nothing else. Processes are ended by their pid.
"""
import ctypes
import os
import signal
import subprocess
import threading
import time

CLONE_NEWNET = 0x40000000


class LabError(Exception):
    """The laboratory cannot be built or did not settle; the text says why."""


def run(command, stdin=None, check=True):
    """Runs a command (a list) and returns what it printed."""
    done = subprocess.run(command, input=stdin, text=True, capture_output=True, timeout=60, check=False)
    if check and done.returncode:
        raise LabError("%s: %s" % (" ".join(command), (done.stderr or done.stdout).strip()))
    return done.stdout


class Host:
    """One network namespace."""

    def __init__(self, name):
        self.name = name
        run(["ip", "netns", "add", name])
        try:
            # Without duplicate address detection, also of link-local addresses: an interface without one asks for no
            # neighbour, and what leaves by it waits for a second or two after its cable was laid.
            self.sysctl("net.ipv6.conf.default.accept_dad=0")
            self.ip("link set lo up")
        except LabError:
            self.close()
            raise

    def ip(self, *lines, family=4):
        """Runs lines of `ip -batch` in this namespace; `family` is of what has no address in it."""
        run(["ip", *(["-6"] if family == 6 else []), "-n", self.name, "-batch", "-"], stdin="\n".join(lines) + "\n")

    def sysctl(self, *settings):
        """Each "net.ipv4.ip_forward=1"; without the command of that name, which a bare machine lacks."""
        for setting in settings:
            name, value = setting.split("=")
            run(self.wrap(["sh", "-c", "echo %s > /proc/sys/%s" % (value, name.replace(".", "/"))]))

    def inside(self, make):
        """What make() returns in this namespace: a socket or a file, which stays there when the thread ends."""
        libc, made = ctypes.CDLL(None, use_errno=True), []

        def enter():
            with open("/run/netns/" + self.name, "rb") as namespace:
                if libc.setns(namespace.fileno(), CLONE_NEWNET) == 0:
                    made.append(make())
                else:
                    made.append(LabError("%s: %s" % (self.name, os.strerror(ctypes.get_errno()))))

        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        if not made or isinstance(made[0], LabError):
            raise made[0] if made else LabError("nothing was made in %s" % self.name)
        return made[0]

    def wrap(self, command):
        # `ip netns exec` replaces itself by the command: the pid is the command's own.
        return ["ip", "netns", "exec", self.name, *command]

    def close(self):
        run(["ip", "netns", "del", self.name], check=False)


def why_impossible():
    """Why there can be no network namespaces here, or None."""
    try:
        Host("wm%d-try" % os.getpid()).close()
    except (LabError, OSError) as error:
        return str(error)
    return None


def cable(a, interface_a, b, interface_b):
    run(["ip", "link", "add", interface_a, "netns", a.name, "type", "veth",
         "peer", "name", interface_b, "netns", b.name])
    a.ip("link set %s up" % interface_a)
    b.ip("link set %s up" % interface_b)


class Process:
    """A process that this laboratory started."""

    def __init__(self, command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL):
        self.popen = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr)

    def alive(self):
        return self.popen.poll() is None

    def send(self, number):
        if self.alive():
            os.kill(self.popen.pid, number)

    def wait(self, patience_s):
        self.popen.wait(patience_s)

    def stop(self, patience_s=3.0):
        """SIGTERM, then SIGKILL; also a stopped process ends."""
        if not self.alive():
            return
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            self.popen.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
            self.popen.wait(5)


def wait_until(condition, patience_s, step_s=0.005):
    """Returns the condition's first true value, or None when patience ends."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(step_s)
    return None
