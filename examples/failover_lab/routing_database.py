# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What the route server has in its routing database, in a few words."""
import json

from netlab import run

NOBODY = "nobody"


def describe(database):
    """Whose path is in the FIB, and what is the matter with it: "active", "standby, rejected", "active, persisted".

    `database` is the answer of GetRouteServerRoutingDatabase; peers are named after the node and the endpoint.
    """
    chosen = next((route for route in database["Routes"] if route["RouteStatus"] == "in-fib"), None)
    words = [chosen["RouteServerPeerId"].split("-")[0] if chosen else NOBODY]
    if chosen and any(one["RouteInstallationStatus"] == "rejected" for one in chosen["RouteInstallationDetails"]):
        words.append("rejected")
    if database["AreRoutesPersisted"]:
        words.append("persisted")
    return ", ".join(words)


def ask(route_serverctl, socket):
    """The same of a route server that runs."""
    return describe(json.loads(run([route_serverctl, "--socket", socket, "--json", "routing-database"])))
