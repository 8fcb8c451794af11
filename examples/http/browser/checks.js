#!/usr/bin/env node
// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One look at a page, by name:
//
//   checks.js CHECK URL [ARGUMENT...]
//
// Ends with 0 if all is as it should be, and says on standard error what is not.
// browser_test.py runs the daemons and calls this.

"use strict";

const assert = require("node:assert/strict");
const { answerWith, atPage, stateOf } = require("./browser.js");
const { compareWithState } = require("./shown_values.js");

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

// Every value that the page shows is the state's.
async function values(url) {
  const state = await stateOf(url);
  await atPage(url, async (page) => {
    assert.equal(await page.textContent("#program"), state.program);
    assert.ok(await compareWithState(page, state) > 20);
  }, { prepare: answerWith(state) });
}

// The path chosen where the FIB has no room is shown as chosen, as those in the
// FIB are.
async function noRoom(url) {
  await atPage(url, async (page) => {
    const chosen = page.locator("#routing_database tr.chosen");
    const decisions = await chosen.locator("td[data-field=deciding_step]").allTextContents();
    const states = await chosen.locator("td[data-field=route_status]").allTextContents();
    assert.deepEqual(states.toSorted(), ["in-fib", "in-rib"]);
    const waiting = decisions[states.indexOf("in-rib")];
    assert.match(waiting, /^chosen by \w+, no room in the FIB$/);
    assert.match(decisions[states.indexOf("in-fib")], /^chosen by \w+$/);
  });
}

// What comes after the page was loaded is shown without another load.
async function live(url) {
  await atPage(url, async (page) => {
    let loads = 0;
    page.on("framenavigated", () => ++loads);
    const before = await page.textContent("#live");
    await page.waitForFunction((text) => document.querySelector("#live").textContent !== text, before,
      { timeout: 5000 });
    assert.equal(loads, 0);
  });
}

// Prints "watching" and then, when the text is shown at the place, the time.
async function awaitText(url, selector, text) {
  await atPage(url, async (page) => {
    await page.waitForSelector(selector);
    console.log("watching");
    const at = await page.waitForFunction(([place, wanted]) =>
      [...document.querySelectorAll(place)].some((node) => node.textContent.includes(wanted)) && Date.now(),
    [selector, text], { timeout: 15000, polling: 10 });
    console.log(await at.jsonValue());
  });
}

// Names that are markup are shown as they are.
async function markup(url) {
  const evil = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>";
  const state = JSON.parse(JSON.stringify(await stateOf(url)));
  for (const rows of Object.values(state).filter(Array.isArray)) {
    for (const row of rows) {
      for (const [name, value] of Object.entries(row)) {
        if (typeof value === "string" && Number.isNaN(Date.parse(value))) row[name] = evil;
      }
    }
  }
  await atPage(url, async (page) => {
    assert.equal(await page.locator("main img, main script").count(), 0);
    assert.ok((await page.textContent("main")).includes(evil));
    assert.notEqual(await page.title(), "run");
  }, { prepare: answerWith(state) });
}

// No method but GET and HEAD, and no name but an address.
async function refusals(url) {
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    for (const path of ["/", "/api/state"]) {
      assert.equal((await fetch(new URL(path, url), { method })).status, 405, `${method} ${path}`);
    }
  }
  const { hostname, port } = new URL(url);
  await atPage(url, async (page) => {
    const answer = await page.goto(`http://rebound.example:${port}/api/state`);
    assert.equal(answer.status(), 403);
    assert.ok(!(await answer.text()).includes("neighbors"));
  }, { browserArguments: [`--host-resolver-rules=MAP rebound.example ${hostname}`] }).catch((error) => {
    // That request itself is the only trouble.
    if (!/request: http:\/\/rebound\.example/.test(error.message)) throw error;
  });
}

// On a phone nothing is wider than the screen; light and dark differ.
async function forms(url) {
  await atPage(url, async (page) => {
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390);
    for (const cell of await page.locator("#neighbors td[data-field=state]").all()) {
      const box = await cell.boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
    }
  }, { context: PHONE });
  const papers = [];
  for (const colorScheme of ["light", "dark"]) {
    await atPage(url, async (page) => {
      papers.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }, { context: { colorScheme } });
  }
  assert.notEqual(papers[0], papers[1]);
}

async function picture(url, path) {
  await atPage(url, async (page) => {
    await page.screenshot({ path, fullPage: true });
  }, { context: { viewport: { width: 1280, height: 900 } } });
}

const CHECKS = { values, noRoom, live, awaitText, markup, refusals, forms, picture };

async function main([name, ...rest]) {
  if (!Object.hasOwn(CHECKS, name ?? "")) throw new Error(`usage: checks.js ${Object.keys(CHECKS).join("|")} URL ...`);
  await CHECKS[name](...rest);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.stack ?? error);
  process.exitCode = 1;
});
