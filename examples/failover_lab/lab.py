#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The failover laboratory: real daemons, real packets, faults, and the client's outages in a table."""
import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time

import liveness as liveness_names
from faults import FAULTS
from measure import Bystander, Probe, first_reply_ms, longest_silence_ms, lost
from narrator import Narrator
from netlab import LabError
from network import ACTIVE, FLOATING_ADDRESS, PROBE_PORT, STANDBY
from report import row, table
from topology import Lab, Programs

PATIENCE_S = 40
MS = 1e6


def one_run(lab, fault, narrator, quiet=contextlib.nullcontext()):
    """Injects a fault, heals it, and returns what the client and the route server saw.

    `quiet` is held in the time whose longest silence is the outage, and while processes are started anew.
    """
    inject, heal, _ = FAULTS[fault]
    seen = len(lab.rs_log.events)
    probe = Probe(lab.hosts["client"], lab.programs.probe, FLOATING_ADDRESS, PROBE_PORT, lab.folder + "/probe.bin")
    lab.adopt(probe.process)
    try:
        if not probe.wait_for(ACTIVE, 0, PATIENCE_S):
            raise LabError("the active node does not answer the client")
        lab.settle(PATIENCE_S)
        with quiet:
            bystander = Bystander(lab.programs.probe)
            lab.adopt(bystander.process)
            time.sleep(0.3 + random.random() * lab.liveness.phase_s)
            injected = time.monotonic_ns()
            narrator.say("fault", "%s injected at the active node" % fault)
            inject(lab)
            switched = probe.wait_for(STANDBY, injected, lab.liveness.detection_ms / 1000 + 5)
            narrator.say("client", "traffic moved to the standby" if switched else "NO ANSWER")
            time.sleep(0.3)
            over = time.monotonic_ns()
            lateness_ms = bystander.finish_ms()
        with quiet:
            healed = time.monotonic_ns()
            narrator.say("fault", "%s healed" % fault)
            heal(lab)
        back = probe.wait_for(ACTIVE, healed, PATIENCE_S)
        narrator.say("client", "traffic is back at the active node" if back else "TRAFFIC DID NOT COME BACK")
        lab.settle(PATIENCE_S)
        recovered = time.monotonic_ns()
        time.sleep(0.2)
    finally:
        replies = probe.finish()
    end = time.monotonic_ns()
    return {
        "outage_ms": longest_silence_ms(replies, injected, over),
        "switch_ms": first_reply_ms(replies, STANDBY, injected),
        "lost": lost(replies, injected - MS, over),
        "lost_at_failback": lost(replies, healed, end) if back else None,
        "recovery_ms": (recovered - healed) / MS,
        "lateness_ms": lateness_ms,
        "overdue_us": [event["overdue_us"] for event in lab.rs_log.events[seen:] if "overdue_us" in event],
    }


def measure(liveness, faults, runs, options, narrator, results):
    """All runs of one way of noticing; puts the rows into results[liveness.name]."""
    folder = os.path.join(options.folder, liveness.name)
    try:
        lab = Lab("wm%d%s" % (os.getpid() % 10000, liveness.name), liveness, options.programs, folder, narrator.event)
        options.labs.append(lab)
        lab.start()
        for fault in faults:
            taken = [one_run(lab, fault, narrator) for _ in range(runs)]
            results.append(row(fault, liveness, FAULTS[fault][2], taken))
            options.failures += missing(liveness, fault, taken)
    except (LabError, OSError) as error:
        options.failures.append("%s: %s" % (liveness.name, error))


def missing(liveness, fault, taken):
    """What should have happened in every run and did not."""
    for run in taken:
        if run["switch_ms"] is None:
            yield "%s, %s: traffic did not move to the standby" % (liveness.name, fault)
        if run["lost_at_failback"] is None:
            yield "%s, %s: traffic did not come back to the active node" % (liveness.name, fault)


def enter_namespace():
    """Without root: the same program again inside a user namespace of its own."""
    if os.geteuid() == 0 or "WAYMARK_LAB_INSIDE" in os.environ:
        return
    os.environ["WAYMARK_LAB_INSIDE"] = "1"
    script = 'mount -t tmpfs tmpfs /run && exec "$0" "$@"'
    try:
        os.execvp("unshare", ["unshare", "-Urnm", "sh", "-c", script, sys.executable, *sys.argv])
    except OSError as error:
        sys.exit("failover_lab: not root, and unshare cannot be run (%s): run it as root" % error)


def check_possible():
    """Network namespaces are possible here, or the way out is told."""
    from netlab import Host  # pylint: disable=import-outside-toplevel
    try:
        Host("wm%d-try" % os.getpid()).close()
    except (LabError, OSError) as error:
        sys.exit("failover_lab: network namespaces are not possible here: %s\n"
                 "Run it as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, "
                 "user.max_user_namespaces above 0)." % error)


def become_real_time():
    """The speakers, the probe and the laboratory under SCHED_RR priority 5, so that other work does not count."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(5))
        return True
    except OSError:
        return False


def end(*_):
    # Once: what is closed on the way out must not be interrupted by a second signal.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(1)


def conclude(program, rows, json_file, failures):
    """Keeps the rows where that is wanted, tells what went wrong, and ends the program accordingly."""
    if json_file:
        with open(json_file, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(one) + "\n" for one in rows)
    for failure in failures:
        print("%s: %s" % (program, failure), file=sys.stderr)
    sys.exit(1 if failures else 0)


def arguments():
    parser = argparse.ArgumentParser(prog="failover_lab", description=__doc__)
    parser.add_argument("--binaries", required=True, help="folder of the built programs (bazel-bin)")
    parser.add_argument("--liveness", help="comma-separated, for instance bfd50x3,hold3")
    parser.add_argument("--faults", default=",".join(FAULTS), help="comma-separated; all of %(default)s")
    parser.add_argument("--runs", type=int, help="of each fault (3; with --figures 20)")
    parser.add_argument("--figures", action="store_true", help="20 runs of everything, one laboratory at a time")
    parser.add_argument("--json", metavar="FILE", help="write the rows there, one JSON object a line")
    parser.add_argument("--quiet", action="store_true", help="print the table alone")
    parser.add_argument("--keep", metavar="FOLDER", help="leave configurations and logs there")
    options = parser.parse_args()
    options.runs = options.runs or (20 if options.figures else 3)
    names = options.liveness or ("bfd50x3,bfd300x3,hold3,hold9" if options.figures else "bfd50x3,hold3")
    options.faults = options.faults.split(",")
    for fault in options.faults:
        if fault not in FAULTS:
            parser.error("unknown fault %r: choose from %s" % (fault, ", ".join(FAULTS)))
    try:
        options.liveness = [liveness_names.parse(name) for name in names.split(",")]
    except ValueError as error:
        parser.error(str(error))
    return options


def main():
    options = arguments()
    enter_namespace()
    check_possible()
    signal.signal(signal.SIGTERM, end)
    options.failures, options.labs = [], []
    options.folder = options.keep or tempfile.mkdtemp(prefix="waymark-lab-")
    options.programs = Programs(options.binaries)
    real_time = become_real_time()
    rows = []
    narrator = Narrator(options.quiet)
    if not real_time:
        narrator.say("lab", "no real-time priority here: other work on this machine counts into the outages")
    # Daemons: interrupted, this program ends without them, and closes their laboratories itself.
    threads = [threading.Thread(daemon=True, target=measure, args=(
        liveness, options.faults, options.runs, options, narrator.of(liveness.name), rows))
        for liveness in options.liveness]
    try:
        for thread in threads:
            thread.start()
            if options.figures:
                thread.join()
        for thread in threads:
            thread.join()
    finally:
        for lab in options.labs:
            lab.close()
    if not options.keep:
        shutil.rmtree(options.folder, ignore_errors=True)
    print(table(rows, real_time))
    conclude("failover_lab", rows, options.json, options.failures)


if __name__ == "__main__":
    try:
        main()
    except LabError as problem:
        sys.exit("failover_lab: %s" % problem)
