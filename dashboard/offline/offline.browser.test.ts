/**
 * The page while its hub is away, in a real browser: it opens from what the service worker kept, says since when it is
 * offline, and is live again by itself. Nothing sleeps.
 */

import { expect, test } from "bun:test";
import { metricIs } from "../browser/page-expressions.fixture.ts";
import { nightly } from "../browser/nightly.fixture.ts";
import { hub, page, startSuccessor, TIMEOUT_MS, watchHub } from "../browser/watched-hub.fixture.ts";

const IS_LIVE = `document.querySelector("[data-stream-state]")?.textContent === "open"`;
const IS_OFFLINE = `document.querySelector("[data-offline-since]") !== null`;
const HAS_WORKER = `navigator.serviceWorker.controller?.state === "activated"`;
/** The browser logs each attempt to reach a hub that is away. */
const ATTEMPT = /net::ERR_/;

watchHub("", IS_LIVE);

test(
  "a page that is reloaded while the hub is away says since when it is offline, and goes live again",
  async () => {
    await page.until(HAS_WORKER);
    await page.until(`Number(localStorage.getItem("streamgauge-heard-at")) > 0`);
    const { port } = hub;
    await hub.stop();
    // By the clock that the page goes by.
    const stoppedAtMs = Number(await page.evaluate("performance.timeOrigin + performance.now()"));
    await page.reload();
    await page.until(IS_OFFLINE);
    const state = `document.querySelector("[data-stream-state]")`;
    expect(await page.evaluate(`${state}.textContent`)).toStartWith("offline since ");
    const since = await page.evaluate(`${state}.dataset.offlineSince`);
    expect(Date.parse(String(since))).toBeLessThanOrEqual(stoppedAtMs);
    expect(await page.evaluate("document.styleSheets.length > 0 && document.title")).toBe(
      "Streamgauge",
    );
    await startSuccessor(port);
    await page.until(IS_LIVE);
    await page.until(metricIs("connections", 1));
    expect(await page.evaluate(IS_OFFLINE)).toBe(false);
    expect(page.console.filter((line) => !ATTEMPT.test(line))).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "the browser would install the page",
  async () => {
    await page.until(HAS_WORKER);
    expect(await page.installabilityErrors()).toEqual([]);
    // It does look, if not at once.
    await page.evaluate(`document.querySelector("link[rel=manifest]").remove()`);
    let errors = await page.installabilityErrors();
    while (errors.length === 0) errors = await page.installabilityErrors();
    expect(errors).toEqual(["no-manifest"]);
  },
  TIMEOUT_MS,
);

nightly(
  "an open page says since when the hub is away, without a reload",
  async () => {
    const { port } = hub;
    await hub.stop();
    await page.until(IS_OFFLINE);
    await startSuccessor(port);
    await page.until(IS_LIVE);
    expect(page.console.filter((line) => !ATTEMPT.test(line))).toEqual([]);
  },
  TIMEOUT_MS,
);

nightly(
  "a page in development removes the worker and what it kept",
  async () => {
    await page.until(HAS_WORKER);
    const { port } = hub;
    await hub.stop();
    await startSuccessor(port, "--dev");
    await page.reload();
    await page.until(IS_LIVE);
    await page.evaluate(`(async () => {
      while ((await navigator.serviceWorker.getRegistrations()).length > 0);
      while ((await caches.keys()).length > 0);
    })()`);
  },
  TIMEOUT_MS,
);

test(
  "the worker keeps one shell, and answers for nothing but the page and its assets",
  async () => {
    await page.until(HAS_WORKER);
    const kept = await page.evaluate(`(async () => {
      const shells = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      const requests = await Promise.all(shells.map((shell) => shell.keys()));
      return requests.map((of) => of.map(({ url }) => new URL(url).pathname));
    })()`);
    const script = expect.stringMatching(/^\/assets\/.*\.js$/);
    expect(kept).toEqual([expect.arrayContaining(["/", script])]);
    await page.reload();
    await page.until(IS_LIVE);
    await page.evaluate(`fetch("/stats").then((answer) => answer.json())`);
    const passedBy = `({ workerMatchedSourceType: source }) => source === "network"`;
    const paths = (filter: string) =>
      page.evaluate(`performance.getEntriesByType("resource").filter(${filter})
        .map(({ name }) => new URL(name).pathname)`);
    expect(await paths("({ workerStart }) => workerStart > 0")).toContainEqual(script);
    expect(await paths(passedBy)).toContain("/stats");
    expect(await paths(passedBy)).not.toContainEqual(script);
    expect(
      await paths(`(entry) => entry.name.includes("/stats") && !(${passedBy})(entry)`),
    ).toEqual([]);
    expect(page.console).toEqual([]);
  },
  TIMEOUT_MS,
);
