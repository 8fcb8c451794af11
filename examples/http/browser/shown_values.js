// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What a page has to show of a state, said a second time and independently of
// the page's own script: cells by the section, the row's key and the field.

"use strict";

const assert = require("node:assert/strict");

const NONE = "–";

const raw = (value) => {
  if (value === undefined) return NONE;
  if (Array.isArray(value)) return value.join(" ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
};
const clock = (time) => (time === undefined ? "" : new Date(time).toTimeString().slice(0, 8));
const ms = (us) => (us === undefined ? NONE : `${us / 1000} ms`);

const fields = (...names) => Object.fromEntries(names.map((name) => [name, (row) => raw(row[name])]));

const SECTIONS = {
  groups: { key: (row) => row.name, cells: fields("name", "cause", "role", "epoch", "ready", "lost_sides") },
  health: { key: (row) => `${row.group} ${row.check}`, cells: fields("group", "check", "kind", "state", "failures") },
  rib: {
    key: (row) => `${row.prefix} ${row.neighbor} ${row.direction}`,
    cells: fields("prefix", "neighbor", "direction", "next_hop", "as_path", "med", "origin", "communities", "group"),
    times: ["since"],
  },
  neighbors: {
    key: (row) => row.name,
    cells: fields("name", "address", "peer_as", "state", "bfd_state", "received", "accepted", "advertised",
      "down_count", "last_down_reason"),
    times: ["since"],
  },
  bfd: {
    key: (row) => row.neighbor,
    cells: {
      ...fields("neighbor", "state", "remote_state", "diagnostic", "packets_sent", "packets_received", "local_stalls"),
      detection_time_us: (row) => ms(row.detection_time_us),
      transmit_interval_us: (row) => ms(row.transmit_interval_us),
    },
    times: ["since"],
  },
  incidents: { key: (row) => String(row.id), cells: fields("id", "trigger", "what", "end"), times: ["detected"] },
  routing_database: {
    key: (row) => `${row.prefix} ${row.route_server_peer_id}`,
    cells: {
      ...fields("prefix", "route_status", "route_server_peer_id", "route_server_endpoint_id", "next_hop_ip", "as_paths",
        "med", "origin"),
      deciding_step: (row) => (row.best ? `chosen by ${row.deciding_step}` : `lost at ${row.deciding_step}`) +
        (row.best && row.route_status === "in-rib" ? ", no room in the FIB" : ""),
      route_installation_details: (row) => (row.route_installation_details ?? []).map((detail) =>
        `${detail.route_table_id}: ${detail.route_installation_status}` +
        (detail.route_installation_status_reason ? ` (${detail.route_installation_status_reason})` : "")).join(""),
    },
  },
  route_server_peers: {
    key: (row) => row.route_server_peer_id,
    cells: {
      ...fields("route_server_peer_id", "peer_address", "rib_routes", "fib_routes"),
      bgp_status: (row) => raw(row.bgp_status?.status),
      bfd_status: (row) => raw(row.bfd_status?.status),
      peer_asn: (row) => raw(row.bgp_options.peer_asn),
      peer_liveness_detection: (row) => raw(row.bgp_options.peer_liveness_detection),
    },
  },
};

// {section: [{key, fields: {field: text}, times: {field: text}}]} as it stands.
function shownTables(page) {
  return page.evaluate(() => Object.fromEntries([...document.querySelectorAll("section[id]")].map((section) => [
    section.id,
    [...section.querySelectorAll("tbody tr")].map((row) => ({
      key: row.dataset.key,
      cells: Object.fromEntries([...row.children].map((cell) => [cell.dataset.field, cell.textContent])),
      times: Object.fromEntries([...row.querySelectorAll("td.time")].map((cell) => [
        cell.dataset.field, cell.lastElementChild.textContent])),
    })),
  ])));
}

function compareSection(name, shown, rows) {
  const { key, cells, times = [] } = SECTIONS[name];
  const wanted = name === "incidents" ? [...rows].reverse() : rows;
  assert.deepEqual(shown.map((row) => row.key), wanted.map(key), `rows of ${name}`);
  wanted.forEach((row, index) => {
    for (const [field, text] of Object.entries(cells)) {
      assert.equal(shown[index].cells[field], text(row), `${name} ${key(row)} ${field}`);
    }
    for (const field of times) assert.equal(shown[index].times[field], clock(row[field]), `${name} ${key(row)} ${field}`);
  });
}

// Returns how many values were compared.
async function compareWithState(page, state) {
  const tables = await shownTables(page);
  let compared = 0;
  for (const [name, { cells }] of Object.entries(SECTIONS)) {
    if (state[name] === undefined || tables[name] === undefined) {
      assert.equal((state[name] ?? []).length, 0, `${name} is not shown`);
      continue;
    }
    compareSection(name, tables[name], state[name]);
    compared += state[name].length * Object.keys(cells).length;
  }
  const events = await page.locator("ol.events time").evaluateAll((all) => all.map((time) => time.dateTime));
  assert.deepEqual(events, state.events.map((event) => event.time).reverse());
  for (const table of state.route_tables ?? []) {
    const shown = await page.locator(`table[data-table="${table.route_table_id}"] tbody tr`).allTextContents();
    assert.equal(shown.length, (table.routes ?? []).length, `routes of ${table.route_table_id}`);
    (table.routes ?? []).forEach((route, index) => {
      for (const value of [route.destination_cidr_block, route.network_interface_id, route.gateway, route.state]) {
        assert.ok(value === undefined || shown[index].includes(value), `${table.route_table_id}: ${value}`);
      }
    });
  }
  return compared;
}

module.exports = { compareWithState };
