/** A hub killed under load and started again, as two pages in one browser see it. */

import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HubProcess } from "../browser/hub-process.ts";
import { BrowserPage } from "../browser/page.ts";
import { hasLine, metric, tableNumber } from "../browser/page-expressions.fixture.ts";

const TIMEOUT_MS = 120_000;
const BENCH = join(import.meta.dir, "../../bench/main.ts");
const CLIENTS = 200;
/** What Chromium itself says of connections that fail. */
const ATTEMPT = /net::ERR_/;
const IS_OPEN = `document.querySelector("[data-stream-state]").dataset.streamState === "open"`;
const ARE_STALE = `document.querySelector("header .metrics").matches(".stale")`;

test(
  "state, gap and recovery are shown right while the hub is killed and started again under load",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "streamgauge-restart-"));
    const flags = ["--log", `sqlite:${join(folder, "log.db")}`];
    const hub = await HubProcess.start(0, ...flags);
    const pages = [await BrowserPage.open(hub.origin), await BrowserPage.open(hub.origin)];
    const allUntil = (expression: string) =>
      Promise.all(pages.map((page) => page.until(expression)));
    const load = `fan-out -c ${CLIENTS} -r 10 -d 600 --warmup 1 --url ${hub.origin}`.split(" ");
    const bench = Bun.spawn([process.execPath, BENCH, ...load], {
      stdout: "ignore",
      stderr: "ignore",
    });
    await allUntil(`${metric("deliveries-per-second")} > ${CLIENTS}`);
    const { port } = hub;
    await hub.stop("SIGKILL");
    await allUntil(`!(${IS_OPEN}) && ${ARE_STALE}`);
    const next = await HubProcess.start(port, ...flags);
    await allUntil(`${IS_OPEN} && !(${ARE_STALE})`);
    // The clients are back, each with its last event id.
    await allUntil(`${metric("reconnects")} >= ${CLIENTS}`);
    await allUntil(`${metric("deliveries-per-second")} > ${CLIENTS}`);
    await allUntil(`${tableNumber("recovery", "reconnects", "max")} > 0`);
    await allUntil(`document.querySelector(".status-bar").textContent.includes("reopened 1×")`);
    // What was before is still drawn.
    await allUntil(`${tableNumber("connections", "open", "max")} > ${CLIENTS}`);
    await allUntil(`${tableNumber("connections", "open", "min")} < ${CLIENTS}`);
    await allUntil(hasLine("connections"));
    bench.kill("SIGINT");
    await bench.exited;
    for (const page of pages) {
      expect(page.console.filter((line) => !ATTEMPT.test(line))).toEqual([]);
      page.close();
    }
    await next.stop();
    await rm(folder, { recursive: true });
  },
  TIMEOUT_MS,
);
