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
const NAMES = `[...${KEPT}].map((row) => row.dataset.benchKept)`;
const replay = (name: string) => `document.querySelector("[data-replay=${name}]")`;
const MOST_CLIENTS = `document.querySelector("[data-plot=bench-clients] tbody td:last-child").textContent`;
const count = (kept: number) => `${KEPT}.length === ${kept} && ${part("start")}.disabled === false`;

const IS_PUBLISHING = `${part("state")}?.textContent.startsWith("fan-out: publishing")`;

/** Opens a recording in the list, moves through it by keys, and finds it again by link and by name. */
async function replayNewest(page: BrowserPage): Promise<void> {
  const name = String(await page.evaluate(`${NAMES}[0]`));
  const isOpen = `document.querySelector("[data-bench-replay=open]") !== null`;
  await page.tabTo("[data-bench=replay]");
  await page.press("Enter");
  await page.until(`document.activeElement.dataset.replay === "play"`);
  expect(await page.evaluate("location.hash")).toBe(`#bench?run=${name}`);
  expect(await page.evaluate(`${replay("when")}.textContent`)).toContain("Nothing of this happens");
  await page.tabTo("[data-replay=time]");
  await page.press("End");
  await page.until(`${replay("state")}.textContent === "fan-out: ended"`);
  await page.press("ArrowLeft");
  await page.until(`${replay("state")}.textContent !== "fan-out: ended"`);
  await page.until(`${MOST_CLIENTS} === "20"`);
  expect(await axeFaults(page)).toEqual([]);

  await page.reload();
  await page.until(isOpen);
  const gone = "2020-01-01T00-00-00-000Z-fan-out";
  await page.evaluate(`(location.hash = "#bench?run=${gone}", true)`);
  await page.until(`${replay("trouble")}?.textContent.includes("not kept any more")`);
  await page.click("[data-replay=close]");
  await page.until(`location.hash === "#bench" && ${replay("trouble")} === null`);
  // The focus is in the form now, where a plain key is not a command.
  await page.press("k", "Control");
  await page.until(`document.activeElement.matches("[data-palette] input")`);
  await page.fill("[data-palette] input", `fan-out ${name}`);
  await page.until(`document.querySelector("[data-command='run ${name}']") !== null`);
  await page.press("Enter");
  await page.until(isOpen);
  await page.click("[data-replay=close]");
}

nightly(
  "a run is started, seen and kept, run again, compared, replayed, and stopped by another page",
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
    await page.until(hasFocus("[data-context-menu] [data-entry=replay]"));
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
    const pair = await page.evaluate(
      `new URLSearchParams(location.hash.split("?")[1]).get("compare")`,
    );
    await page.reload();
    await page.until(`${verdict}?.textContent.includes("latency.p99_ms")`);
    await page.click("[data-bench=close-verdict]");
    await page.until(`${verdict} === null && !location.hash.includes("compare")`);
    expect(pair).toBe(await page.evaluate(`${NAMES}.toReversed().join()`));

    await replayNewest(page);

    await page.fill("[data-bench=connections]", "20");
    await page.fill("[data-bench=duration]", "120");
    await page.click("[data-bench=start]");
    await page.until(IS_PUBLISHING);
    await page.reload();
    await page.until(`${IS_PUBLISHING} && ${part("log")}?.textContent.includes("fan-out: ")`);
    const other = await BrowserPage.open(`${hub.origin}/#bench`);
    await other.until(`${IS_PUBLISHING} && ${part("stop")}?.disabled === false`);
    await other.click("[data-bench=stop]");
    for (const watching of [page, other]) await watching.until(count(3));
    other.close();
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
  "a refused start is told in words, and a page goes on with a hub that was started anew during a run",
  async () => {
    hub = await HubProcess.startIn(folder, 0, "--dev");
    const page = await BrowserPage.open(`${hub.origin}/#bench`);
    await page.until(`${part("start")} !== null`);
    await page.evaluate(`document.querySelector(".bench-form").noValidate = true`);
    await page.fill("[data-bench=connections]", "10001");
    await page.click("[data-bench=start]");
    await page.until(`${part("trouble")}?.textContent.includes("from 1 to 10000")`);
    await page.fill("[data-bench=connections]", "5");
    await page.fill("[data-bench=duration]", "120");
    await page.click("[data-bench=start]");
    await page.until(IS_PUBLISHING);
    const { port } = hub;
    await hub.stop();
    hub = await HubProcess.startIn(folder, port, "--dev");
    // The run ended with its hub, and told nobody.
    await page.until(`${part("silent")} !== null && ${part("start")}.disabled === false`);
    await page.fill("[data-bench=duration]", "1");
    await page.click("[data-bench=start]");
    await page.until(`${part("trouble")} === null && ${part("stop")}.disabled === false`);
    await page.until(`${part("silent")} === null && document.querySelector("[data-bench-valid]")`);
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
