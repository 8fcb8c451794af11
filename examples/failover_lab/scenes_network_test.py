# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""All scenes once, with the programs: each step has to end as the scene says.

How many probes are lost until then is for the program to judge: on a machine that is busy with other tests a session
may go down by itself.
"""
import os
import tempfile
import types
import unittest

import liveness
import scene_run
from lab import become_real_time
from narrator import Narrator
from netlab import why_impossible
from scenario import Programs
from scenes import SCENES


class ScenesTest(unittest.TestCase):
    def test_every_step_ends_as_the_scene_says(self):
        reason = why_impossible()
        if reason:
            raise unittest.SkipTest("network namespaces are not possible here: " + reason)
        become_real_time()
        with tempfile.TemporaryDirectory(prefix="waymark-lab-") as folder:
            options = types.SimpleNamespace(programs=Programs(os.getcwd()), folder=folder, scenes=list(SCENES),
                                            liveness=[liveness.parse("bfd50x3")])
            rows, failures = scene_run.play_all(options, Narrator(quiet=True))
        self.assertEqual([row for row in rows if not row["right_outcome"]], [], failures)
        self.assertEqual({row["scene"] for row in rows}, set(SCENES), failures)


if __name__ == "__main__":
    unittest.main()
