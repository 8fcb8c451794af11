// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Events in words. One of a kind that is not known here is shown with its
// fields, so that a new kind of event is never lost.

const detailText = (text) => (text ? `: ${text}` : "");

function sessionText(event) {
  if (event.state === "established") return `session with ${event.neighbor} is up`;
  return `session with ${event.neighbor} is down${detailText(event.down_reason)}${detailText(event.notification?.name)}` +
    detailText(event.detail);
}

function bfdText(event) {
  const overdue = event.overdue_us === undefined ? "" :
    `, ${microsecondsText(event.overdue_us)} past the detection time`;
  return `BFD with ${event.neighbor} is ${event.state}: ${event.reason}${overdue}`;
}

function bestText(event) {
  if (event.neighbor === undefined) return `${event.prefix} has no path left`;
  const med = event.med === undefined ? "" : `, MED ${event.med}`;
  return `${event.prefix} now by ${event.neighbor}, AS path ${event.as_path ?? "empty"}${med} ` +
    `(decided by ${event.step})`;
}

function roleText(event) {
  if (event.refused_epoch !== undefined) {
    return `${event.group}: a decision of epoch ${event.refused_epoch} is refused, ${event.epoch} is held`;
  }
  return `${event.group} is granted ${event.role}, epoch ${event.epoch}`;
}

function drainText(event) {
  const left = (event.unconfirmed ?? []).join(", ");
  return `leaving: ${event.stage}${left ? `, unconfirmed by ${left}` : ""}`;
}

const EVENT_TEXTS = {
  session_state: sessionText,
  bfd_state: bfdText,
  best_changed: bestText,
  announced: (event) => `${event.prefix} is announced to ${event.neighbor}, AS path ${event.as_path ?? "empty"}` +
    (event.med === undefined ? "" : `, MED ${event.med}`),
  withdrawn: (event) => `${event.prefix} is withdrawn from ${event.neighbor}${detailText(event.reason)}`,
  role: roleText,
  standing: (event) => `${event.group} is announced as ${event.role ?? "nothing"}: ${event.cause}`,
  health: (event) => `check ${event.check} of ${event.group} is ${event.state}${detailText(event.detail)}`,
  side: (event) => `${event.group}: sides ${event.state}${detailText((event.lost ?? []).join(", "))}`,
  drain: drainText,
  incident: (event) => `incident ${event.id}: ${event.trigger} of ${event.what}, ` +
    `${microsecondsText(event.total_us)} in all, ${event.end}`,
  local_stall: (event) => `this process ran ${microsecondsText(event.lateness_us)} late`,
  attempt_failed: (event) => `attempt with ${event.neighbor} failed in ${event.state}: ${event.reason}` +
    detailText(event.notification?.name) + detailText(event.detail),
  config: (event) => `configuration ${event.outcome}${detailText((event.detail ?? []).join("; "))}`,
  state_file: (event) => `state file ${event.outcome}${detailText(event.detail)}`,
  metrics_file: (event) => `metrics file ${event.outcome}${detailText(event.detail)}`,
};

function eventText(event) {
  if (EVENT_TEXTS[event.event]) return EVENT_TEXTS[event.event](event);
  const fields = Object.entries(event).filter(([name]) => name !== "time" && name !== "event");
  return fields.map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`).join(", ");
}

// What it means for whoever watches: "good", "warn", "bad" or nothing.
function eventMood(event) {
  switch (event.event) {
    case "session_state":
      return event.state === "established" ? "good" : "bad";
    case "bfd_state":
      return { up: "good", init: "" }[event.state] ?? "bad";
    case "best_changed":
      return event.neighbor === undefined ? "bad" : "warn";
    case "standing":
      return moodOf(event.role ?? "nothing");
    case "health":
      return moodOf(event.state);
    case "side":
      return event.state === "whole" ? "good" : "bad";
    case "local_stall":
    case "drain":
      return "warn";
    case "config":
      return event.outcome === "refused" ? "bad" : "";
    default:
      return "";
  }
}
