# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""One fault: from the calm before it to the calm after its healing."""
import contextlib
import random
import time

from faults import FAULTS
from measure import NANOSECONDS_PER_MS, Bystander
from netlab import LabError
from roles import ACTIVE, STANDBY
from view import Moments

PATIENCE_S = 40


def one_run(lab, fault, narrator, quiet=contextlib.nullcontext()):
    """Injects a fault, heals it, and returns what was seen of it.

    `quiet` is held in the time whose longest silence is the outage, and while processes are started anew.
    """
    inject, heal, _ = FAULTS[fault]
    seen = len(lab.rs_log.events)
    view = lab.observe()
    try:
        if not view.wait_for(ACTIVE, 0, PATIENCE_S):
            raise LabError("the active node does not answer the client")
        lab.settle(PATIENCE_S)
        view.load()
        with quiet:
            bystander = Bystander(lab.programs.probe)
            lab.adopt(bystander.process)
            time.sleep(0.3 + random.random() * lab.liveness.phase_s)
            injected = time.monotonic_ns()
            narrator.say("fault", "%s injected at the active node" % fault)
            inject(lab)
            switched = view.wait_for(STANDBY, injected, lab.liveness.detection_ms / 1000 + 5)
            narrator.say("client", "traffic moved to the standby" if switched else "NO ANSWER")
            time.sleep(view.aftermath_s)
            over = time.monotonic_ns()
            lateness_ms = bystander.finish_ms()
        with quiet:
            healed = time.monotonic_ns()
            narrator.say("fault", "%s healed" % fault)
            heal(lab)
        back = view.wait_for(ACTIVE, healed, PATIENCE_S)
        narrator.say("client", "traffic is back at the active node" if back else "TRAFFIC DID NOT COME BACK")
        lab.settle(PATIENCE_S)
        recovered = time.monotonic_ns()
        time.sleep(0.2)
    finally:
        result = view.finish()
    moments = Moments(injected, over, healed, time.monotonic_ns(), bool(back))
    return {
        **result(moments),
        "moments": moments,
        "recovery_ms": (recovered - healed) / NANOSECONDS_PER_MS,
        "lateness_ms": lateness_ms,
        "overdue_us": [event["overdue_us"] for event in lab.rs_log.events[seen:] if "overdue_us" in event],
    }
