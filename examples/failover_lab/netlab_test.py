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

    @staticmethod
    def has_usable_link_local(name):
        shown = run(["ip", "-6", "-o", "-n", name, "addr", "show", "e0"])
        return " fe80:" in shown and "tentative" not in shown

    # The kernel takes the mark away a moment after the address is there; duplicate address
    # detection takes a second (RFC 4862, 5.4).
    def test_its_ends_have_link_local_addresses_that_can_be_used_at_once(self):
        with contextlib.ExitStack() as stack:
            hosts = [Host("wmn%d-%s" % (os.getpid(), name)) for name in "ab"]
            for host in hosts:
                stack.callback(host.close)
            cable(hosts[0], "e0", hosts[1], "e0")
            for host in hosts:
                self.assertTrue(wait_until(lambda name=host.name: self.has_usable_link_local(name), 0.9))


if __name__ == "__main__":
    unittest.main()
