# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""How late the machine itself is, whatever runs on it."""
import re
import shutil
import subprocess

from netlab import Process

PRIORITY = 80  # above every speaker
PERIOD_US = 5000  # seldom, so that it keeps no processor awake; of a stall it may miss as much


class Witness:
    """A thread on each processor that only sleeps, above all others: late where the processor stood still.

    `worst_us` is None until the end, and without cyclictest (Debian's rt-tests).
    """

    def __init__(self):
        self.worst_us = None
        program = shutil.which("cyclictest")
        self.process = program and Process(
            [program, "--quiet", "--smp", "--mlockall", "--default-system", "--policy=fifo",
             "--priority=%d" % PRIORITY, "--interval=%d" % PERIOD_US], stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process is None:
            return
        self.process.stop()
        with self.process.popen.stdout as report:
            self.worst_us = worst_us(report.read().decode())


def worst_us(report):
    """Of all threads in the last words of cyclictest; None if it had none to tell of."""
    return max(map(int, re.findall(r"Max:\s*(\d+)", report)), default=None)
