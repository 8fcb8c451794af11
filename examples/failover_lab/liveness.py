# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""How a failure is noticed, by the names of the result rows: bfd50x3, hold3."""
import re
from typing import NamedTuple

DEFAULT_HOLD_TIME_S = 9


class Liveness(NamedTuple):
    """Timers of both ends."""
    name: str
    interval_ms: int  # of BFD; 0 without BFD
    multiplier: int
    hold_time_s: int

    @property
    def detection_ms(self):
        """The longest time from the last packet to the verdict."""
        return self.interval_ms * self.multiplier if self.interval_ms else self.hold_time_s * 1000

    @property
    def phase_s(self):
        """The interval between two signs of life: a fault is injected anywhere in it."""
        return self.interval_ms / 1000 if self.interval_ms else self.hold_time_s / 3


def parse(name):
    """Liveness of a name such as bfd50x3 or hold9; ValueError for another form."""
    found = re.fullmatch(r"bfd(\d+)x(\d+)|hold(\d+)", name)
    if not found:
        raise ValueError("liveness %r: want bfd<interval ms>x<multiplier> or hold<seconds>" % name)
    if found[3]:
        if int(found[3]) < 3:
            raise ValueError("liveness %r: a hold time below 3 s is not allowed (RFC 4271, 4.2)" % name)
        return Liveness(name, 0, 0, int(found[3]))
    if not 1 <= int(found[2]) <= 255 or int(found[1]) < 1:
        raise ValueError("liveness %r: the interval is at least 1 ms, the multiplier 1 to 255" % name)
    return Liveness(name, int(found[1]), int(found[2]), DEFAULT_HOLD_TIME_S)
