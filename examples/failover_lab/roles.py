# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Who is who in every scenario."""

ACTIVE, STANDBY = 1, 2  # also the numbers of their zones and of who answers for them
NAMES = {ACTIVE: "active", STANDBY: "standby"}
ROUTE_SERVER_AS, ANNOUNCER_AS = 65000, 65001
ENDPOINTS = (4, 5)  # last numbers of the route server's addresses in each subnet
NODE = 10  # last number of a node's address in each subnet
