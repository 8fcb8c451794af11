# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What is seen of a run of the inspection scenario: probes both ways, the firewall each took, and connections."""
import connections
import crossings
from measure import NANOSECONDS_PER_MS, Probe, answers
from roles import ACTIVE, STANDBY
from view import of_stream


class InspectionView:
    """Streams from the client to the server and the other way, and TCP connections to the server."""

    aftermath_s = 0.8  # so that TCP has repeated what was lost

    def __init__(self, lab):
        self.lab, ports = lab, (lab.inbound_port, lab.outbound_port)
        self.tap = crossings.CrossingsTap(lab, lab.folder + "/crossings.bin", ports)
        self.probes = [self._probe(*stream) for stream in (("client", lab.shown_ends.server, ports[0]),
                                                           ("server", lab.shown_ends.client, ports[1]))]
        self.connections = None

    def _probe(self, host, destination, port):
        probe = Probe(self.lab.hosts[host], self.lab.programs.probe, destination, port,
                      "%s/probe-%d.bin" % (self.lab.folder, port))
        self.lab.adopt(probe.process)
        return probe

    def wait_for(self, node, since, patience_s):
        """Waits until both streams go through that node, there and back."""
        return all(probe.wait_for(node, since, patience_s) for probe in self.probes)

    def load(self):
        self.connections = connections.Load(self.lab, self.lab.hosts["client"], self.lab.shown_ends.server,
                                            self.lab.tcp_port)

    def finish(self):
        taken = self.connections.finish() if self.connections else []
        streams = [probe.finish() for probe in self.probes]
        crossed = self.tap.finish()
        return lambda moments: result(streams, crossed, taken, moments, self.lab.side_names)


def _worst(values):
    values = list(values)
    return None if None in values else max(values)


def result(streams, crossed, taken, moments, side_names):
    """What a run's streams, crossings and connections say."""
    seen = [of_stream(replies, moments) for replies in streams]
    moved = crossings.moved_at(crossed, STANDBY, moments.injected, moments.over)
    back = crossings.moved_at(crossed, ACTIVE, moments.healed, moments.end)
    return {
        # Of the two directions the worse.
        "outage_ms": _worst(one["outage_ms"] for one in seen),
        "switch_ms": _worst(one["switch_ms"] for one in seen),
        "lost": sum(one["lost"] for one in seen),
        "lost_at_failback": sum(one["lost_at_failback"] for one in seen) if moments.is_back else None,
        **{"switch_%s_ms" % name: (moved[side] - moments.injected) / NANOSECONDS_PER_MS
           for side, name in side_names.items() if moved[side]},
        "skew_ms": crossings.skew_ms(moved),
        "half_ms": crossings.half_ms(crossed, moments.injected, moments.over),
        "skew_back_ms": crossings.skew_ms(back),
        "half_back_ms": crossings.half_ms(crossed, moments.healed, moments.end),
        "answers": dict(zip(("inbound", "outbound"), map(answers, streams))),
        **_of_connections(taken, max(filter(None, moved.values()), default=moments.over), moments),
    }


def _of_connections(taken, moved, moments):
    return {
        "tcp_kept": connections.kept(taken, moments.over),
        "tcp_broken": connections.broken(taken, moments.over),
        "tcp_turned_away": connections.turned_away(taken, moments.injected, moments.over),
        "tcp_new_failed": connections.failed(taken, moved, moments.over),
        "tcp_new_ms": connections.slowest_ms(taken, moved, moments.over),
    }
