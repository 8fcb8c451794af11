# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What the kernel knows of processes, sockets and the machine."""
import os
from typing import NamedTuple

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
# A UDP socket is one object of each; a datagram that waits lies elsewhere.
SOCKET_CACHES = ("UDP", "UDPv6", "sock_inode_cache", "filp", "dentry")


def cpu_s(pid):
    """User and system time so far, of all threads."""
    with open("/proc/%d/stat" % pid, encoding="utf-8") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def resident_kib(pid):
    with open("/proc/%d/status" % pid, encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


class MachineTime(NamedTuple):
    """Seconds so far, of all processors together."""
    busy: float  # not idle, the others among it
    softirq: float  # packets on their way through the kernel, in nobody's account
    stolen: float  # the machine's host ran something else


def machine_time():
    with open("/proc/stat", encoding="utf-8") as stat:
        user, nice, system, _, _, irq, softirq, stolen = (
            int(field) / TICKS_PER_S for field in stat.readline().split()[1:9])
    return MachineTime(user + nice + system + irq + softirq + stolen, softirq, stolen)


def socket_slab_bytes():
    """What sockets occupy in the kernel's caches, of all namespaces; None where that is not told."""
    try:
        with open("/proc/slabinfo", encoding="utf-8") as slabs:
            rows = [line.split() for line in slabs]
    except OSError:
        return None
    return sum(int(row[1]) * int(row[3]) for row in rows if row[0] in SOCKET_CACHES)


def raise_share(nice):
    """Gives this session of processes (setsid) another weight against all other work on the machine."""
    try:
        with open("/proc/self/autogroup", "w", encoding="utf-8") as autogroup:
            autogroup.write(str(nice))
    except OSError:
        pass  # without autogroups, or without the right: other work counts more


def set_realtime(pid, priority):
    """All threads of a process under SCHED_FIFO, or under the ordinary scheduler for priority 0."""
    policy = os.SCHED_FIFO if priority else os.SCHED_OTHER
    for thread in os.listdir("/proc/%d/task" % pid):
        os.sched_setscheduler(int(thread), policy, os.sched_param(priority))
