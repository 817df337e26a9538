/** Runs started from the page: a real browser, a real hub in development, and the bench as its child process. */

import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { axeFaults } from "../../browser/axe.ts";
import { hasFocus } from "../../browser/page-expressions.fixture.ts";
import { HubProcess } from "../../browser/hub-process.ts";
import { BrowserPage } from "../../browser/page.ts";
import { nightly } from "../../browser/nightly.fixture.ts";

const TIMEOUT_MS = 180_000;

let folder: string;
let hub: HubProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "streamgauge-bench-"));
});

afterEach(async () => {
  await hub.stop();
  await rm(folder, { recursive: true, force: true });
}, TIMEOUT_MS);

const KEPT = `document.querySelectorAll("[data-bench-kept]")`;
const part = (name: string) => `document.querySelector("[data-bench=${name}]")`;
const count = (kept: number) => `${KEPT}.length === ${kept} && ${part("start")}.disabled === false`;

test(
  "a run is started, seen and kept, run again, compared, and stopped",
  async () => {
    hub = await HubProcess.startIn(folder, 0, "--dev");
    const page = await BrowserPage.open(`${hub.origin}/#bench`);
    await page.until(`${part("start")} !== null`);
    await page.fill("[data-bench=connections]", "20");
    await page.fill("[data-bench=duration]", "2");
    await page.press("Enter");
    await page.until(`${part("state")}.textContent.startsWith("fan-out: ")`);
    await page.until(`document.body.textContent.includes("hub’s p99, ms")`);
    await page.until(count(1));
    await page.until(`${KEPT}[0].textContent.includes("20 clients, 10/s, 2 s")`);
    await page.until(`document.querySelector("[data-bench-valid]") !== null`);
    expect(await page.evaluate(`${KEPT}[0].querySelector("a").pathname`)).toMatch(
      /^\/bench\/[\dTZ-]+-fan-out\.html$/,
    );

    await page.click("[data-bench-kept] [data-bench=again]");
    await page.until(count(2));
    await page.tabTo("[data-bench-kept] input");
    await page.pressForMenu("ContextMenu");
    await page.until(hasFocus("[data-context-menu] [data-entry=report]"));
    await page.press("p");
    await page.press("Enter");
    await page.until(`${KEPT}[0].querySelector("input").checked`);
    expect(await page.evaluate(`${part("compare")}.disabled`)).toBe(true);
    await page.evaluate(`${KEPT}[1].querySelector("input").click()`);
    await page.until(`!${part("compare")}.disabled`);
    await page.click("[data-bench=compare]");
    await page.until(`document.querySelector("[data-bench-verdict] pre") !== null`);
    const verdict = `document.querySelector("[data-bench-verdict]")`;
    expect(await page.evaluate(`${verdict}.textContent`)).toContain("latency.p99_ms");
    expect(await axeFaults(page)).toEqual([]);

    await page.fill("[data-bench=duration]", "120");
    await page.click("[data-bench=start]");
    await page.until(`${part("state")}.textContent.startsWith("fan-out: publishing")`);
    await page.click("[data-bench=stop]");
    await page.until(count(3));
    expect(await page.evaluate(`${KEPT}[0].textContent`)).toContain("stopped early");
    expect(page.console).toEqual([]);

    const report = await page.evaluate(`${KEPT}[0].querySelector("a").href`);
    const opened = await BrowserPage.open(String(report));
    await opened.until(`document.querySelector("canvas") !== null`);
    expect(await opened.evaluate("origin")).toBe("null");
    expect(opened.console).toEqual([]);
    opened.close();
    page.close();
  },
  TIMEOUT_MS,
);

nightly(
  "a refused start is told in words, and a page goes on with the token of a hub that was started anew",
  async () => {
    hub = await HubProcess.startIn(folder, 0, "--dev");
    const page = await BrowserPage.open(`${hub.origin}/#bench`);
    await page.until(`${part("start")} !== null`);
    await page.evaluate(`document.querySelector(".bench-form").noValidate = true`);
    await page.fill("[data-bench=connections]", "10001");
    await page.click("[data-bench=start]");
    await page.until(`${part("trouble")}?.textContent.includes("from 1 to 10000")`);
    const { port } = hub;
    await hub.stop();
    hub = await HubProcess.startIn(folder, port, "--dev");
    await page.fill("[data-bench=connections]", "5");
    await page.fill("[data-bench=duration]", "1");
    await page.click("[data-bench=start]");
    await page.until(`${part("trouble")} === null && ${part("stop")}.disabled === false`);
    await page.until(count(1));
    page.close();
  },
  TIMEOUT_MS,
);

test(
  "a hub that is not in development offers the command only",
  async () => {
    hub = await HubProcess.startIn(folder, 0);
    const page = await BrowserPage.open(`${hub.origin}/#bench`);
    await page.until(`${part("state")}?.textContent.includes("bun run bench")`);
    expect(await page.evaluate(`${part("start")} === null && ${KEPT}.length === 0`)).toBe(true);
    expect(page.console).toEqual([]);
    page.close();
  },
  TIMEOUT_MS,
);
