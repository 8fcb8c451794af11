# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What a cable is good for once it is laid."""
import contextlib
import os
import unittest

from netlab import Host, cable, run, wait_until, why_impossible


class CableTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        reason = why_impossible()
        if reason:
            raise unittest.SkipTest("network namespaces are not possible here: " + reason)

    def test_its_ends_have_link_local_addresses_that_can_be_used_at_once(self):
        with contextlib.ExitStack() as stack:
            hosts = [Host("wmn%d-%s" % (os.getpid(), name)) for name in "ab"]
            for host in hosts:
                stack.callback(host.close)
            cable(hosts[0], "e0", hosts[1], "e0")
            for host in hosts:
                shown = wait_until(lambda name=host.name: run(["ip", "-6", "-o", "-n", name, "addr", "show", "e0"]), 5)
                self.assertIn(" fe80:", shown)
                self.assertNotIn("tentative", shown)


if __name__ == "__main__":
    unittest.main()
