// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// Debian's Chromium, headless, at a page of ours.

"use strict";

const assert = require("node:assert/strict");
const { chromium } = require("playwright-core");

// Without a network beside the one under test, and as root without a sandbox of
// its own.
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

// Opens `url`, waits until it is live and runs `look(page, troubles)`. Troubles
// are errors of the script, refusals by the Content-Security-Policy and requests
// to somewhere else; afterwards there may be none.
async function atPage(url, look, { context = {}, prepare = async () => {}, browserArguments = [] } = {}) {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium", args: [...ARGUMENTS, ...browserArguments],
  });
  try {
    const page = await (await browser.newContext(context)).newPage();
    const troubles = [];
    page.on("pageerror", (error) => troubles.push(`script: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("Failed to load resource")) {
        troubles.push(`console: ${message.text()}`);
      }
    });
    page.on("request", (request) => {
      const target = new URL(request.url());
      if (target.protocol !== "data:" && target.origin !== new URL(url).origin) troubles.push(`request: ${target}`);
    });
    await prepare(page);
    await page.goto(url);
    await page.waitForSelector("#live[data-live=yes]", { timeout: 15000 });
    await look(page, troubles);
    assert.deepEqual(troubles, []);
  } finally {
    await browser.close();
  }
}

// Lets the page see `state` whenever it asks.
function answerWith(state) {
  return (page) => page.route("**/api/state", (route) => route.fulfill({ json: state }));
}

async function stateOf(url) {
  const response = await fetch(new URL("/api/state", url));
  assert.equal(response.status, 200);
  return response.json();
}

module.exports = { answerWith, atPage, stateOf };
