# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Configurations of our daemons, in text format, piece by piece."""
from roles import ANNOUNCER_AS, ROUTE_SERVER_AS

BFD = """\
  bfd {{ desired_min_tx_ms: {0.interval_ms} required_min_rx_ms: {0.interval_ms} detect_multiplier: {0.multiplier} }}
"""

NEIGHBOR = """\
neighbor {{
  name: "{name}"
  address: "{address}"
  local_address: "{local_address}"
  peer_as: {peer_as}
{further}  hold_time_s: {liveness.hold_time_s}
{bfd}}}
"""

GROUP = """\
group {{
  name: "{name}"
{lines}
  ladder {{
    active {{ prepend: 0 med: {active_med} }}
    standby {{ prepend: 2 med: 100 }}
    recovering {{ prepend: 4 med: {recovering_med} }}
  }}
  role: {role}
}}
"""

PEER = """\
peer {{
  name: "{name}"
  endpoint: "{endpoint}"
  address: "{address}"
  peer_as: {peer_as}
  hold_time_s: {liveness.hold_time_s}
{bfd}}}
"""


def _bfd(liveness):
    return BFD.format(liveness) if liveness.interval_ms else ""


def neighbor(name, address, local_address, liveness, *lines):
    """Of an announcer: the route server's endpoint. `lines` are further fields."""
    return NEIGHBOR.format(name=name, address=address, local_address=local_address, peer_as=ROUTE_SERVER_AS,
                           further="".join("  %s\n" % line for line in lines), liveness=liveness, bfd=_bfd(liveness))


def group(name, prefixes, role, *lines, active_med=0, recovering_med=200):
    """Of an announcer: what it announces together. `lines` are further fields."""
    fields = ['prefix: "%s"' % prefix for prefix in prefixes] + list(lines)
    return GROUP.format(name=name, role=role, lines="\n".join("  " + field for field in fields),
                        active_med=active_med, recovering_med=recovering_med)


def announcer(router_id, neighbors, groups):
    return 'router_id: "%s"\nlocal_as: %d\n%s' % (router_id, ANNOUNCER_AS, "".join([*neighbors, *groups]))


def endpoint(name, address, port=179):
    """Of the route server."""
    return 'endpoint { name: "%s" address: "%s" port: %d }\n' % (name, address, port)


def peer(name, endpoint_name, address, liveness):
    """Of the route server: a session of an announcer."""
    return PEER.format(name=name, endpoint=endpoint_name, address=address, peer_as=ANNOUNCER_AS, liveness=liveness,
                       bfd=_bfd(liveness))


def network_interface(name, addresses):
    """Of the route server: which addresses of the network are one host's."""
    return 'network_interface { name: "%s" %s }\n' % (name, " ".join('address: "%s"' % one for one in addresses))


def route_table(name, number, *fields):
    """Of the route server; `number` is the kernel's."""
    return 'route_table { name: "%s" table: %d%s }\n' % (name, number, "".join(" " + field for field in fields))


def route_server(router_id, endpoints, peers, tables, *lines):
    """`lines` are further fields."""
    return 'as: %d\nrouter_id: "%s"\n%s' % (ROUTE_SERVER_AS, router_id, "".join([
        *endpoints, *peers, *tables, *(line + "\n" for line in lines)]))
