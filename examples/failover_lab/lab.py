#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The failover laboratory: real daemons, real packets, faults, and the client's outages in a table."""
import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import threading

import liveness as liveness_names
import report
import scene_run
from chronicle import Chronicle
from faults import FAULTS
from inspection import EastWest, Inspection
from loopback import Loopback, why_no_bfd
from narrator import Narrator
from netlab import LabError, run, why_impossible
from results import Results
from route_watch import RouteWatch
from run import one_run
from scenario import Programs
from scenes import SCENES
from topology import Lab


SCENES_LIVENESS = "bfd50x3"
WITHOUT_BFD = "hold3"
FIGURES_LIVENESS = "bfd10x3,bfd50x3,bfd300x3,hold3,hold9"
SCENARIOS = {1: Lab, 2: Inspection, 3: EastWest}
WAY_OUT = ("Run it as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, "
           "user.max_user_namespaces above 0).")


def measure(liveness, options, narrator, results):
    """All runs of one way of noticing."""
    folder = os.path.join(options.folder, liveness.name)
    chronicle = Chronicle()

    def on_event(who, event):
        narrator.event(who, event)
        chronicle.event(who, event)

    try:
        tag = "wm%d%s" % (os.getpid() % 10000, liveness.name)
        lab = options.scenario(tag, liveness, options.programs, folder, on_event, **options.variant)
        options.labs.append(lab)
        if options.scenario is not Loopback:
            lab.adopt(RouteWatch(lab.hosts["rs"], chronicle.route).process)
        lab.start()
        for fault in options.faults:
            taken = [one_run(lab, fault, narrator) for _ in range(options.runs)]
            results.add(liveness, fault, taken, chronicle, lab.shown())
    except (LabError, OSError) as error:
        results.failures.append("%s: %s" % (liveness.name, error))


def enter_namespace():
    """Without root: the same program again inside a user namespace of its own. Returns why there can be no network
    namespaces, or None."""
    if os.geteuid() == 0 or "WAYMARK_LAB_INSIDE" in os.environ:
        return why_impossible()
    try:
        run(["unshare", "-Urnm", "true"])
    except (LabError, OSError) as error:
        return "not root, and %s" % error
    os.environ["WAYMARK_LAB_INSIDE"] = "1"
    script = 'mount -t tmpfs tmpfs /run && exec "$0" "$@"'
    return os.execvp("unshare", ["unshare", "-Urnm", "sh", "-c", script, sys.executable, *sys.argv])


def refuse(reason):
    sys.exit("failover_lab: network namespaces are not possible here: %s\n%s" % (reason, WAY_OUT))


def check_possible():
    """Network namespaces are possible here, or the way out is told."""
    reason = why_impossible()
    if reason:
        refuse(reason)


def fall_back(options, narrator, reason):
    """Scenario 1 goes without network namespaces as well, though not with everything that was asked for."""
    if options.scenario is not Lab or options.scenes:
        refuse(reason)
    narrator.say("lab", "no network namespaces here (%s): on loopback addresses, without carrier. %s"
                 % (reason, WAY_OUT))
    options.scenario = Loopback
    options.faults = [fault for fault in options.faults if fault in Loopback.faults] or Loopback.faults


def leave_out_bfd(options, narrator):
    """Where its port is taken."""
    reason = why_no_bfd()
    if reason:
        narrator.say("lab", "no BFD here: %s" % reason)
        options.liveness = [one for one in options.liveness if not one.interval_ms] or [
            liveness_names.parse(WITHOUT_BFD)]


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


def chosen(parser, what, text, known):
    """The names in a comma-separated list."""
    names = text.split(",")
    for name in names:
        if name not in known:
            parser.error("unknown %s %r: choose from %s" % (what, name, ", ".join(known)))
    return names


def words():
    """The command line, without what tools/demo adds to it."""
    given = sys.argv[1:]
    if "--binaries" in given:
        at = given.index("--binaries")
        given[at:at + 2] = []
    return given


def arguments():
    parser = argparse.ArgumentParser(prog="failover_lab", description=__doc__)
    parser.add_argument("--binaries", required=True, help="folder of the built programs (bazel-bin)")
    parser.add_argument("--liveness", help="comma-separated, for instance bfd50x3,hold3")
    parser.add_argument("--scenario", type=int, default=1, choices=SCENARIOS,
                        help="1: a floating address; 2: firewalls that inspect what comes in; 3: firewalls between "
                             "two subnets (%(default)s)")
    parser.add_argument("--loopback", action="store_true",
                        help="scenario 1 on loopback addresses: needs no privilege")
    parser.add_argument("--ipv6", action="store_true", help="probe and connect by IPv6 (scenarios 2 and 3)")
    parser.add_argument("--faults", help="comma-separated; default: all of %s" % ", ".join(FAULTS))
    parser.add_argument("--scenes", nargs="?", const=",".join(SCENES), metavar="LIST",
                        help="play scenes in place of the faults, with a floating address; all of %s"
                             % ", ".join(SCENES))
    parser.add_argument("--runs", type=int, help="of each fault (3; with --figures 20)")
    parser.add_argument("--figures", action="store_true", help="20 runs of everything, one laboratory at a time")
    parser.add_argument("--json", metavar="FILE", help="write the rows there, one JSON object a line")
    parser.add_argument("--report", metavar="FILE", help="write a page there: tables, and timelines of the faults")
    parser.add_argument("--quiet", action="store_true", help="print the table alone")
    parser.add_argument("--keep", metavar="FOLDER", help="leave configurations and logs there")
    options = parser.parse_args()
    options.runs = options.runs or (20 if options.figures else 3)
    if options.loopback and (options.scenario != 1 or options.scenes):
        parser.error("--loopback is for scenario 1, without --scenes")
    options.scenario = Loopback if options.loopback else SCENARIOS[options.scenario]
    if options.scenes and (options.scenario is not Lab or options.faults or options.report):
        parser.error("--scenes goes without --faults and --report, and with scenario 1 alone")
    options.scenes = chosen(parser, "scene", options.scenes, SCENES) if options.scenes else None
    if options.ipv6 and options.scenario in (Lab, Loopback):
        parser.error("--ipv6 is for scenarios 2 and 3")
    options.variant = {"family": 6} if options.ipv6 else {}
    faults = options.scenario.faults
    options.faults = chosen(parser, "fault", options.faults, faults) if options.faults else faults
    try:
        usual = SCENES_LIVENESS if options.scenes else options.scenario.default_liveness
        names = options.liveness or (FIGURES_LIVENESS if options.figures else usual)
        options.liveness = [liveness_names.parse(name) for name in names.split(",")]
    except ValueError as error:
        parser.error(str(error))
    return options


def measure_all(options, narrator, real_time):
    """Every fault, all ways of noticing side by side. Returns the rows, and what went wrong."""
    results, options.labs = Results(), []
    # Daemons: interrupted, this program ends without them, and closes their laboratories itself.
    threads = [threading.Thread(daemon=True, target=measure, args=(
        liveness, options, narrator.of(liveness.name), results))
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
    print(report.table(results.rows, real_time, options.scenario.layout))
    if options.report and results.rows:
        with open(options.report, "w", encoding="utf-8") as out:
            out.write(results.page(options.scenario, real_time, words()))
    return results.rows, results.failures


def main():
    options = arguments()
    narrator = Narrator(options.quiet)
    reason = enter_namespace() if options.scenario is not Loopback else None
    if reason:
        fall_back(options, narrator, reason)
    if options.scenario is Loopback:
        leave_out_bfd(options, narrator)
    signal.signal(signal.SIGTERM, end)
    options.folder = options.keep or tempfile.mkdtemp(prefix="waymark-lab-")
    options.programs = Programs(options.binaries)
    real_time = become_real_time()
    if not real_time:
        narrator.say("lab", "no real-time priority here: other work on this machine counts into the outages")
    if options.scenes:
        rows, failures = scene_run.play_all(options, narrator)
        print(scene_run.table(rows))
    else:
        rows, failures = measure_all(options, narrator, real_time)
    if not options.keep:
        shutil.rmtree(options.folder, ignore_errors=True)
    conclude("failover_lab", rows, options.json, failures)


if __name__ == "__main__":
    try:
        main()
    except LabError as problem:
        sys.exit("failover_lab: %s" % problem)
