// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// The parts of the page, in their order. Each shows the members of the state
// that it needs, and is absent where the daemon has none of them.

const count = (rows, holds) => (rows ?? []).filter(holds).length;

function ratioTile(label, rows, holds) {
  const good = count(rows, holds);
  return { label, text: `${good} / ${rows.length}`, mood: good === rows.length ? "good" : good === 0 ? "bad" : "warn" };
}

function routeServerTiles(state) {
  const [server] = state.route_server ?? [];
  if (server === undefined) return [];
  const kept = server.are_routes_persisted;
  const rejected = count(state.route_tables, (table) => table.rejected > 0);
  return [
    { label: "routes in the FIB", text: `${server.fib_routes} of ${server.rib_routes}`, mood: server.fib_routes > 0 ? "good" : "warn" },
    { label: kept ? "routes are kept of lost sessions" : "persist routes", mood: kept ? "warn" : "",
      text: kept ? "persisted" : server.persist_routes_state },
    ...(rejected > 0 ? [{ label: rejected === 1 ? "route table rejects routes" : "route tables reject routes", text: String(rejected), mood: "bad" }] : []),
  ];
}

function tilesOf(state) {
  const tiles = [];
  for (const group of state.groups ?? []) {
    const standing = group.standing ?? "nothing";
    tiles.push({ label: `${group.name} · ${group.cause}`, text: standing, mood: moodOf(standing) });
  }
  if (state.neighbors) tiles.push(ratioTile("sessions established", state.neighbors, (row) => row.state === "established"));
  if (state.bfd?.length > 0) tiles.push(ratioTile("BFD sessions up", state.bfd, (row) => row.state === "up"));
  if (state.health?.length > 0) tiles.push(ratioTile("health checks well", state.health, (row) => row.state === "well"));
  return [...routeServerTiles(state), ...tiles];
}

class Tiles {
  constructor() {
    this.root = element("section", { class: "tiles", id: "overview" });
  }

  shows(state) {
    return tilesOf(state).length > 0;
  }

  update(state) {
    const tiles = tilesOf(state);
    while (this.root.children.length < tiles.length) {
      this.root.append(element("div", { class: "tile" }, element("b"), element("span")));
    }
    setChildren(this.root, [...this.root.children].slice(0, tiles.length));
    tiles.forEach(({ label, text, mood }, index) => {
      const tile = this.root.children[index];
      setAttribute(tile, "class", `tile ${mood}`);
      setText(tile.firstElementChild, text);
      setText(tile.lastElementChild, label);
    });
  }
}

function frame(id, title, ...content) {
  return element("section", { id, "aria-labelledby": `${id}-title` },
    element("h2", { id: `${id}-title` }, title), ...content);
}

// One table of one member of the state.
class TableSection {
  // `hideEmpty`: rather than saying that there is nothing.
  constructor({ id, title, member = id, hideEmpty = false, ...table }) {
    this.member = member;
    this.hideEmpty = hideEmpty;
    this.table = new KeyedTable(table);
    this.empty = element("p", { class: "empty" }, "None.");
    this.scroll = element("div", { class: "scroll" }, this.table.table);
    this.root = frame(id, title, this.scroll, this.empty);
  }

  shows(state) {
    const rows = state[this.member];
    return rows !== undefined && (rows.length > 0 || !this.hideEmpty);
  }

  update(state) {
    const rows = this.rowsOf(state);
    this.table.update(rows, state);
    this.scroll.hidden = rows.length === 0;
    this.empty.hidden = rows.length > 0;
  }

  rowsOf(state) {
    return state[this.member];
  }
}

// Incidents, the latest first.
class IncidentSection extends TableSection {
  rowsOf(state) {
    return [...state.incidents].reverse();
  }
}

// A table for each route table.
class RouteTables {
  constructor() {
    this.tables = new Map();
    this.scroll = element("div", { class: "scroll" });
    this.root = frame("route_tables", "Route tables", this.scroll);
  }

  shows(state) {
    return (state.route_tables ?? []).length > 0;
  }

  update(state) {
    const shown = state.route_tables.map((row) => {
      const id = row.route_table_id;
      if (!this.tables.has(id)) this.tables.set(id, this.makeTable(id));
      const table = this.tables.get(id);
      setText(table.caption.lastElementChild, this.remarks(row));
      table.update(row.routes ?? [], state);
      return table.table;
    });
    setChildren(this.scroll, shown);
  }

  makeTable(id) {
    const table = new KeyedTable({
      columns: ROUTE_COLUMNS,
      key: (row) => `${row.destination_cidr_block ?? row.destination_ipv6_cidr_block} ${row.origin}`,
      caption: true,
    });
    table.caption.append(`${id} `, element("small"));
    table.table.setAttribute("data-table", id);
    return table;
  }

  remarks(row) {
    return [
      row.kind,
      row.propagated ? "propagated to" : "not propagated to",
      row.kernel_table === undefined ? "in this process only" : `kernel table ${row.kernel_table}`,
      row.rejected > 0 ? `${plural(row.rejected, "route")} rejected` : "",
      row.more ? "more routes than are shown" : "",
      (row.routes ?? []).length === 0 && !row.more ? "empty" : "",
    ].filter(Boolean).join(" · ");
  }
}

// A section around something that follows the whole state.
class Framed {
  constructor(id, title, member, content) {
    this.member = member;
    this.content = content;
    this.root = frame(id, title, content.root);
  }

  shows(state) {
    return state[this.member] !== undefined;
  }

  update(state) {
    this.content.update(state);
  }
}

const samePrefix = (row, before) => (before?.prefix === row.prefix ? "again" : "");
const pathClass = (row, before) => `${row.best ? "chosen" : ""} ${samePrefix(row, before)}`.trim();

function makeSections() {
  return [
    new Tiles(),
    new TableSection({ id: "groups", title: "Groups and roles", columns: GROUP_COLUMNS, key: (row) => row.name }),
    new TableSection({ id: "health", title: "Health checks", hideEmpty: true, columns: HEALTH_COLUMNS,
      key: (row) => `${row.group} ${row.check}` }),
    new RouteTables(),
    new TableSection({ id: "routing_database", title: "RIB: the path chosen for each prefix, and why",
      columns: ROUTING_DATABASE_COLUMNS, rowClass: pathClass,
      key: (row) => `${row.prefix} ${row.route_server_peer_id}` }),
    new TableSection({ id: "rib", title: "Paths", columns: RIB_COLUMNS, rowClass: pathClass,
      key: (row) => `${row.prefix} ${row.neighbor} ${row.direction}` }),
    new TableSection({ id: "route_server_peers", title: "Peers", columns: PEER_COLUMNS,
      key: (row) => row.route_server_peer_id }),
    new TableSection({ id: "neighbors", title: "Sessions", columns: NEIGHBOR_COLUMNS, key: (row) => row.name }),
    new TableSection({ id: "bfd", title: "BFD", hideEmpty: true, columns: BFD_COLUMNS, key: (row) => row.neighbor }),
    new Framed("timeline", "Timeline", "events", new Lanes()),
    new IncidentSection({ id: "incidents", title: "Incidents", columns: INCIDENT_COLUMNS,
      key: (row) => String(row.id) }),
    new Framed("events", "Events", "events", new EventList()),
  ];
}
