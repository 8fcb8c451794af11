// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What the tables show of each kind of row: the fields of control.proto and
// route_server_rows.proto.

const bgpMood = (row) => (row.state === "active" ? "warn" : moodOf(row.state));
const stateMood = (field) => (row) => (row[field] === undefined ? "" : moodOf(row[field]));
const interval = (field) => (row) => microsecondsText(row[field]);

const NEIGHBOR_COLUMNS = [
  { field: "name", label: "Neighbour" },
  { field: "address", label: "Address", kind: "mono" },
  { field: "peer_as", label: "AS", kind: "number" },
  { field: "side", label: "Side" },
  { field: "state", label: "Session", mood: bgpMood },
  { field: "since", label: "Since", time: true },
  { field: "bfd_state", label: "BFD", mood: stateMood("bfd_state") },
  { field: "received", label: "Received", kind: "number" },
  { field: "accepted", label: "Accepted", kind: "number" },
  { field: "advertised", label: "Advertised", kind: "number" },
  { field: "hold_time_s", label: "Hold time", kind: "number",
    text: (row) => (row.hold_time_s === undefined ? NONE : `${row.hold_time_s} s`) },
  { field: "down_count", label: "Downs", kind: "number" },
  { field: "last_down_reason", label: "Last down" },
  { field: "last_failure", label: "Last failed attempt" },
];

const BFD_COLUMNS = [
  { field: "neighbor", label: "Neighbour" },
  { field: "state", label: "State", mood: stateMood("state") },
  { field: "remote_state", label: "Remote", mood: stateMood("remote_state") },
  { field: "since", label: "Since", time: true },
  { field: "detection_time_us", label: "Detection", kind: "number", text: interval("detection_time_us") },
  { field: "transmit_interval_us", label: "Sends every", kind: "number", text: interval("transmit_interval_us") },
  { field: "detect_multiplier", label: "Ours", kind: "number",
    text: (row) => `${microsecondsText(row.required_min_rx_us)} × ${row.detect_multiplier}` },
  { field: "remote_detect_multiplier", label: "Theirs", kind: "number",
    text: (row) => `${microsecondsText(row.remote_min_rx_us)} × ${row.remote_detect_multiplier}` },
  { field: "diagnostic", label: "Diagnostic" },
  { field: "remote_diagnostic", label: "Theirs" },
  { field: "packets_sent", label: "Sent", kind: "number", quiet: true },
  { field: "packets_received", label: "Received", kind: "number", quiet: true },
  { field: "down_count", label: "Downs", kind: "number" },
  { field: "local_stalls", label: "Stalls", kind: "number" },
];

const GROUP_COLUMNS = [
  { field: "name", label: "Group" },
  { field: "standing", label: "Announced as", mood: (row) => moodOf(row.standing ?? "nothing"),
    text: (row) => row.standing ?? "nothing" },
  { field: "cause", label: "Because", mood: stateMood("cause") },
  { field: "role", label: "Granted" },
  { field: "rank", label: "Rank", kind: "number" },
  { field: "epoch", label: "Epoch", kind: "number" },
  { field: "valid_until", label: "Lease ends", until: true },
  { field: "ready", label: "Ready", mood: (row) => moodOf(row.ready ? "yes" : "no") },
  { field: "lost_sides", label: "Lost sides" },
  { field: "next_decision", label: "Next decision", until: true },
  { field: "stale_grants", label: "Refused grants", kind: "number" },
];

const HEALTH_COLUMNS = [
  { field: "group", label: "Group" },
  { field: "check", label: "Check" },
  { field: "kind", label: "Kind" },
  { field: "state", label: "State", mood: stateMood("state") },
  { field: "since", label: "Since", time: true },
  { field: "run", label: "In a row", kind: "number", quiet: true },
  { field: "probes", label: "Probes", kind: "number", quiet: true },
  { field: "failures", label: "Failures", kind: "number" },
  { field: "detail", label: "Last trouble", kind: "wide" },
];

const RIB_COLUMNS = [
  { field: "prefix", label: "Prefix", kind: "mono" },
  { field: "neighbor", label: "Neighbour" },
  { field: "direction", label: "Direction" },
  { field: "next_hop", label: "Next hop", kind: "mono" },
  { field: "as_path", label: "AS path", kind: "mono" },
  { field: "med", label: "MED", kind: "number" },
  { field: "origin", label: "Origin" },
  { field: "communities", label: "Communities", kind: "mono" },
  { field: "group", label: "Group" },
  { field: "since", label: "Since", time: true },
];

// What became of a route in each table.
function installationBadges(row) {
  const badges = (row.route_installation_details ?? []).map((detail) => {
    const reason = detail.route_installation_status_reason;
    const text = `${detail.route_table_id}: ${detail.route_installation_status}${reason ? ` (${reason})` : ""}`;
    return element("span", { class: moodOf(detail.route_installation_status) }, element("span", { class: "badge" }, text));
  });
  return element("span", { class: "badges" }, ...badges);
}

// The best path is chosen although the FIB has no room for it.
function decisionText(row) {
  const step = row.deciding_step ?? NONE;
  if (!row.best) return `lost at ${step}`;
  return row.route_status === "in-fib" ? `chosen by ${step}` : `chosen by ${step}, no room in the FIB`;
}

const ROUTING_DATABASE_COLUMNS = [
  { field: "prefix", label: "Prefix", kind: "mono" },
  { field: "route_status", label: "Status", mood: stateMood("route_status") },
  { field: "route_server_peer_id", label: "Peer" },
  { field: "route_server_endpoint_id", label: "Endpoint" },
  { field: "next_hop_ip", label: "Next hop", kind: "mono" },
  { field: "as_paths", label: "AS path", kind: "mono" },
  { field: "med", label: "MED", kind: "number" },
  { field: "origin", label: "Origin" },
  { field: "deciding_step", label: "Decided by", text: decisionText },
  { field: "persisted", label: "Kept from", mood: (row) => (row.persisted ? "warn" : ""),
    text: (row) => (row.persisted ? "a lost session" : "") },
  { field: "route_installation_details", label: "Route tables", kind: "wide", node: installationBadges },
];

const PEER_COLUMNS = [
  { field: "route_server_peer_id", label: "Peer" },
  { field: "peer_address", label: "Address", kind: "mono" },
  { field: "route_server_endpoint_id", label: "Endpoint" },
  { field: "endpoint_eni_address", label: "Its address", kind: "mono" },
  { field: "peer_asn", label: "AS", kind: "number", text: (row) => String(row.bgp_options?.peer_asn ?? NONE) },
  { field: "peer_liveness_detection", label: "Liveness",
    text: (row) => row.bgp_options?.peer_liveness_detection ?? NONE },
  { field: "bgp_status", label: "BGP", mood: (row) => moodOf(row.bgp_status?.status),
    text: (row) => row.bgp_status?.status ?? NONE },
  { field: "bfd_status", label: "BFD", mood: (row) => moodOf(row.bfd_status?.status),
    text: (row) => row.bfd_status?.status ?? NONE },
  { field: "rib_routes", label: "In RIB", kind: "number" },
  { field: "fib_routes", label: "In FIB", kind: "number" },
];

const ROUTE_COLUMNS = [
  { field: "destination", label: "Destination", kind: "mono",
    text: (row) => row.destination_cidr_block ?? row.destination_ipv6_cidr_block ?? NONE },
  { field: "network_interface_id", label: "Target" },
  { field: "gateway", label: "Gateway", kind: "mono" },
  { field: "origin", label: "Origin" },
  { field: "state", label: "State", mood: (row) => (row.state === "active" ? "good" : moodOf(row.state)) },
];
