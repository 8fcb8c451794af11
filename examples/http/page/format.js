// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Values as people read them. Times are the daemon's own: how long something
// has lasted is never judged by the clock of whoever looks.

const NONE = "–";

function milliseconds(timestamp) {
  return Date.parse(timestamp);
}

// 1500 -> "1.5 ms", 150000 -> "150 ms", 2500000 -> "2.5 s".
function microsecondsText(us) {
  if (us === undefined) return NONE;
  const number = Number(us);
  if (Math.abs(number) < 1000) return `${number} µs`;
  const [value, unit] = Math.abs(number) < 1e6 ? [number / 1e3, "ms"] : [number / 1e6, "s"];
  return `${Number(value.toPrecision(4))} ${unit}`;
}

// The two largest units: "3 d 4 h", "2 min 10 s", "0 s".
function lastingText(ms) {
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  let seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [];
  for (const [unit, size] of units) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0 || parts.length > 0) parts.push(`${count} ${unit}`);
    if (parts.length === 2) break;
  }
  return parts.join(" ") || "0 s";
}

function twoDigits(number) {
  return String(number).padStart(2, "0");
}

// In the time zone of whoever looks; with the day, unless it is today's.
function clockText(timestamp, now, withMilliseconds = false) {
  const time = new Date(milliseconds(timestamp));
  const today = new Date(milliseconds(now)).toDateString() === time.toDateString();
  const day = today ? "" : `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())} `;
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(":");
  const fraction = withMilliseconds ? `.${String(time.getMilliseconds()).padStart(3, "0")}` : "";
  return day + clock + fraction;
}

function agoText(timestamp, now) {
  return `${lastingText(milliseconds(now) - milliseconds(timestamp))} ago`;
}

function untilText(timestamp, now) {
  const left = milliseconds(timestamp) - milliseconds(now);
  return left < 0 ? `${lastingText(-left)} ago` : `in ${lastingText(left)}`;
}

function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

// How good a state is, by its name in the documents of the daemons.
const MOODS = {
  good: ["established", "up", "active", "well", "enabled", "installed", "in-fib", "granted", "yes", "acknowledged"],
  calm: ["standby", "init", "open_sent", "open_confirm", "in-rib", "drained", "admin_down", "disabled", "announced",
    "nothing_to_say"],
  warn: ["recovering", "connect", "held_down", "enabling", "disabling", "modifying", "resetting", "unknown", "open",
    "failback_delay", "awaiting_promotion", "warming_up", "side_returning", "total_loss", "persisted", "deadline", "blackhole"],
  bad: ["idle", "down", "unwell", "withdrawn", "nothing", "rejected", "no_grant", "not_ready", "stalled",
    "lease_lapsed", "side_lost", "no", "lost"],
};
const MOOD_OF = new Map(Object.entries(MOODS).flatMap(([mood, names]) => names.map((name) => [name, mood])));

// "good", "calm", "warn", "bad", or nothing. A BGP session that waits to be
// connected to is called "active", too: its table says so itself.
function moodOf(state) {
  return MOOD_OF.get(state) ?? "";
}
