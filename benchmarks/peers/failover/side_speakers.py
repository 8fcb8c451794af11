# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""BIRD, FRR and GoBGP as announcers on a firewall: to each neighbour what lies behind the side that it is on.

None of them has a notion of sides that belong together.
"""
from speakers import Bird, Frr, GoBgp


class OfSides:
    """Put before a speaker's class."""

    def __init__(self, host, folder, role, prefixes):
        self.prefixes = prefixes  # one for each peer, in their order
        super().__init__(host, folder, role)

    @property
    def originated(self):
        return sorted(set(self.prefixes))

    def neighbors_of(self, prefix):
        """Addresses of the neighbours that are to hear of it."""
        return [peer.remote for peer, own in zip(self.role.peers, self.prefixes) if own == prefix]


class BirdOfSides(OfSides, Bird):
    """A filter for each channel."""

    def configuration(self):
        # The base class has written one channel for each peer, in their order.
        own, lines = iter(self.prefixes), []
        for line in super().configuration():
            if self.exports in line:
                line = line.replace(self.exports, self.export_unless("net != " + next(own)))
            lines.append(line)
        return lines


class FrrOfSides(OfSides, Frr):
    """A route map for each side."""

    def announce(self):
        super().announce()
        self.exports = sum((self.export_only(self._name(prefix), prefix) for prefix in self.originated), ())

    def _name(self, prefix):
        return "SIDE%d" % self.originated.index(prefix)

    def configuration(self):
        bgpd, bfdd = super().configuration()
        for prefix in self.originated:
            for remote in self.neighbors_of(prefix):
                at = bgpd.index("  neighbor %s route-map OUT out" % remote)
                bgpd[at] = "  neighbor %s route-map %s out" % (remote, self._name(prefix))
        return bgpd, bfdd


class GoBgpOfSides(OfSides, GoBgp):
    """A policy for each side, and nothing beyond them."""

    exports = "reject-route"

    def configuration(self):
        lines = super().configuration()
        names = ["side%d" % number for number in range(len(self.originated))]
        at = lines.index("[global.apply-policy.config]") + 1
        lines.insert(at, "export-policy-list = [%s]" % ", ".join('"%s"' % name for name in names))
        for name, prefix in zip(names, self.originated):
            length = prefix.split("/")[1]
            lines += [
                "[[defined-sets.prefix-sets]]", 'prefix-set-name = "%s"' % name,
                "[[defined-sets.prefix-sets.prefix-list]]", 'ip-prefix = "%s"' % prefix,
                'masklength-range = "%s..%s"' % (length, length),
                "[[defined-sets.neighbor-sets]]", 'neighbor-set-name = "%s"' % name,
                "neighbor-info-list = [%s]" % ", ".join('"%s"' % remote for remote in self.neighbors_of(prefix)),
                "[[policy-definitions]]", 'name = "%s"' % name,
                "[[policy-definitions.statements]]",
                "[policy-definitions.statements.conditions.match-prefix-set]", 'prefix-set = "%s"' % name,
                "[policy-definitions.statements.conditions.match-neighbor-set]", 'neighbor-set = "%s"' % name,
                "[policy-definitions.statements.actions]", 'route-disposition = "accept-route"']
        return lines


ANNOUNCERS_OF_SIDES = {speaker.name: speaker for speaker in (BirdOfSides, FrrOfSides, GoBgpOfSides)}
