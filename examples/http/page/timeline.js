// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// What happened: a lane for each group, chosen path, session and BFD session over
// the last minutes, incidents with their segments, and the events in words.

// Lanes of chosen paths: more of them are no picture any more.
const MAX_PATH_LANES = 10;
const PATH_COLORS = 4;

const SPANS = [["1 min", 60], ["10 min", 600], ["1 h", 3600]];

// kind of event -> [what the lane is called, its state then, its state before]
const LANES = {
  session_state: (event) => [`${event.neighbor} session`, event.state === "established" ? "up" : "down",
    event.old_state === "established" ? "up" : "down"],
  bfd_state: (event) => [`${event.neighbor} BFD`, event.state, event.old_state],
  standing: (event) => [`${event.group} announced`, event.role ?? "nothing", event.old_role ?? "nothing"],
  best_changed: (event) => [`${event.prefix} by`, event.neighbor ?? "nothing", event.old_neighbor ?? "nothing"],
};

// Prefix -> the peer whose path is chosen, for the first few.
function chosenPaths(state) {
  if (state.routing_database === undefined) return new Map();
  const chosen = new Map();
  for (const event of state.events ?? []) {
    if (event.event === "best_changed" && chosen.size < MAX_PATH_LANES) chosen.set(event.prefix, "nothing");
  }
  for (const route of state.routing_database) {
    const known = chosen.has(route.prefix) || chosen.size < MAX_PATH_LANES;
    if (known && route.best) chosen.set(route.prefix, route.route_server_peer_id);
  }
  return chosen;
}

// What each lane is now, whether or not it has an event.
function presentStates(state) {
  const now = new Map();
  for (const group of state.groups ?? []) now.set(`${group.name} announced`, group.standing ?? "nothing");
  for (const [prefix, peer] of chosenPaths(state)) now.set(`${prefix} by`, peer);
  for (const row of state.neighbors ?? []) {
    now.set(`${row.name} session`, row.state === "established" ? "up" : "down");
    if (row.bfd_state !== undefined) now.set(`${row.name} BFD`, row.bfd_state);
  }
  return now;
}

// Map of lane -> [{from, to, state}], milliseconds, within the span. Before the
// first event that is kept nothing is known, unless there was none at all.
function lanesOf(state, spanSeconds) {
  const end = milliseconds(state.time);
  const begin = Math.max(end - spanSeconds * 1000, milliseconds(state.started));
  const lanes = new Map([...presentStates(state).keys()].map((name) => [name, []]));
  for (const event of state.events ?? []) {
    const [name, after, before] = LANES[event.event]?.(event) ?? [];
    const lane = lanes.get(name);
    if (lane === undefined) continue;
    const at = milliseconds(event.time);
    if (lane.length === 0) lane.push({ from: begin, to: at, state: before });
    lane[lane.length - 1].to = at;
    lane.push({ from: at, to: end, state: after });
  }
  for (const [name, now] of presentStates(state)) {
    const lane = lanes.get(name);
    if (lane.length === 0) lane.push({ from: begin, to: end, state: now });
    lanes.set(name, lane.filter((part) => part.to > begin).map((part) => ({ ...part, from: Math.max(part.from, begin) })));
  }
  return lanes;
}

// A color for each peer, as far as there are.
function laneClass(name, state) {
  const peer = (state.neighbors ?? []).findIndex((row) => row.name === name);
  return peer < 0 ? moodOf(name) || "none" : `path${peer % PATH_COLORS}`;
}

function laneDrawing(parts, state, spanSeconds) {
  const end = milliseconds(state.time);
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 1000 10");
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", parts.map((part) => part.state).join(", then "));
  for (const part of parts) {
    const x = 1000 - (end - part.from) / spanSeconds;
    const rect = document.createElementNS(SVG, "rect");
    const title = document.createElementNS(SVG, "title");
    title.textContent = `${part.state} since ${clockText(new Date(part.from).toISOString(), state.time, true)}`;
    rect.append(title);
    rect.setAttribute("x", x);
    // A failure of a moment is seen, too.
    rect.setAttribute("width", Math.max((part.to - part.from) / spanSeconds, 2));
    const low = moodOf(part.state) === "bad";
    rect.setAttribute("y", low ? 6 : 1);
    rect.setAttribute("height", low ? 3 : 8);
    rect.setAttribute("class", laneClass(part.state, state));
    drawing.append(rect);
  }
  return drawing;
}

class Lanes {
  constructor() {
    this.span = 600;
    this.lanes = element("div", { class: "lanes" });
    this.buttons = SPANS.map(([label, seconds]) => {
      const button = element("button", { type: "button" }, label);
      button.addEventListener("click", () => {
        this.span = seconds;
        this.update(this.state);
      });
      return button;
    });
    this.root = element("div", {}, element("p", { class: "choice" }, ...this.buttons), this.lanes);
  }

  update(state) {
    this.state = state;
    this.buttons.forEach((button, index) => setAttribute(button, "aria-pressed", String(SPANS[index][1] === this.span)));
    const begin = new Date(milliseconds(state.time) - this.span * 1000).toISOString();
    const rows = [...lanesOf(state, this.span)].flatMap(([name, parts]) => [
      element("span", { class: "name" }, name), laneDrawing(parts, state, this.span)]);
    this.lanes.replaceChildren(...rows, element("span"), element("span", { class: "axis" },
      element("span", {}, clockText(begin, state.time)), element("span", {}, "now")));
  }
}

const SEGMENTS = ["detection", "decision", "write", "acknowledgement"];

function segmentBar(incident) {
  const bar = element("span", { class: "segments", role: "img" });
  const lasting = SEGMENTS.map((name) => [name, Number(incident[`${name}_us`] ?? 0)]).filter(([, us]) => us > 0);
  bar.setAttribute("aria-label", lasting.map(([name, us]) => `${name} ${microsecondsText(us)}`).join(", "));
  for (const [name, us] of lasting) {
    const part = element("i", { class: name, title: `${name} ${microsecondsText(us)}` });
    part.style.flexGrow = String(us);
    bar.append(part);
  }
  return bar;
}

const INCIDENT_COLUMNS = [
  { field: "id", label: "Incident", kind: "number" },
  { field: "detected", label: "Detected", time: true },
  { field: "trigger", label: "Trigger" },
  { field: "what", label: "Of" },
  ...SEGMENTS.map((name) => ({ field: `${name}_us`, label: name[0].toUpperCase() + name.slice(1), kind: "number",
    text: (row) => microsecondsText(row[`${name}_us`]) })),
  { field: "total_us", label: "Total", kind: "number", text: (row) => microsecondsText(row.total_us) },
  { field: "segments", label: "Segments", node: segmentBar },
  { field: "end", label: "End", mood: (row) => moodOf(row.end) },
  { field: "unacknowledged", label: "Not acknowledged by" },
];

const EVENT_CHOICES = [
  ["All", undefined],
  ["Sessions", ["session_state", "attempt_failed", "bfd_state", "local_stall"]],
  ["Routes", ["best_changed", "announced", "withdrawn"]],
  ["Roles", ["role", "standing", "side", "health", "incident", "drain"]],
  ["Process", ["config", "state_file", "metrics_file", "drain", "local_stall"]],
];

function eventItem(event) {
  return element("li", { "data-event": event.event },
    element("time", { datetime: event.time, title: event.time }),
    element("span", { class: "ago" }),
    element("span", { class: "kind" }, event.event ?? ""),
    element("span", { class: `what ${eventMood(event)}` }, eventText(event)));
}

class EventList {
  constructor() {
    this.kinds = undefined;
    this.items = new Map();
    this.list = element("ol", { class: "events" });
    this.buttons = EVENT_CHOICES.map(([label, kinds]) => {
      const button = element("button", { type: "button" }, label);
      button.addEventListener("click", () => {
        this.kinds = kinds;
        this.update(this.state);
      });
      return button;
    });
    this.root = element("div", {}, element("p", { class: "choice" }, ...this.buttons), this.list);
  }

  update(state) {
    this.state = state;
    this.buttons.forEach((button, index) =>
      setAttribute(button, "aria-pressed", String(EVENT_CHOICES[index][1] === this.kinds)));
    const shown = (state.events ?? []).filter((event) => this.kinds === undefined || this.kinds.includes(event.event));
    const kept = new Map();
    const items = shown.map((event, index) => {
      const text = JSON.stringify(event);
      const key = kept.has(text) ? `${text} ${index}` : text;
      const item = this.items.get(key) ?? eventItem(event);
      setText(item.children[0], clockText(event.time, state.time, true));
      setText(item.children[1], agoText(event.time, state.time));
      kept.set(key, item);
      return item;
    });
    this.items = kept;
    setChildren(this.list, items.reverse());
  }
}
