// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Asks for the state twice a second while somebody looks, and shows it.

const ASK_EVERY_MS = 500;
const GIVE_UP_AFTER_MS = 4000;

function byId(id) {
  return document.getElementById(id);
}

class Page {
  constructor() {
    this.sections = makeSections();
    this.main = document.querySelector("main");
    this.answeredAt = undefined;
  }

  show(state) {
    this.answeredAt = performance.now();
    document.title = `${state.program} · ${state.host ?? ""}`;
    setText(byId("program"), state.program);
    setText(byId("host"), state.host ?? "");
    const present = this.sections.filter((section) => section.shows(state));
    for (const section of present) section.update(state);
    setChildren(this.main, present.map((section) => section.root));
    this.showTruncated(state);
    this.showLive("yes", `live · ${clockText(state.time, state.time)} · up ${lastingText(
      milliseconds(state.time) - milliseconds(state.started))}`);
  }

  showTruncated(state) {
    const names = state.truncated ?? [];
    byId("truncated").hidden = names.length === 0;
    setText(byId("truncated"), `There is more than is shown of: ${names.join(", ")}.`);
  }

  showTrouble(reason) {
    const since = this.answeredAt === undefined ? "" :
      ` What is below is ${lastingText(performance.now() - this.answeredAt)} old.`;
    this.showLive("no", `${reason}.${since}`);
  }

  showLive(live, text) {
    setAttribute(byId("live"), "data-live", live);
    setText(byId("live"), text);
    this.main.classList.toggle("stale", live === "no");
  }
}

async function ask() {
  const signal = AbortSignal.timeout(GIVE_UP_AFTER_MS);
  const response = await fetch("/api/state", { cache: "no-store", signal });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? response.statusText);
  return answer;
}

async function follow(page) {
  for (;;) {
    try {
      page.show(await ask());
    } catch (error) {
      page.showTrouble(error instanceof TypeError || error.name === "TimeoutError"
        ? "no answer from the daemon" : error.message);
    }
    await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
    while (document.hidden) {
      await new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
    }
  }
}

follow(new Page());
