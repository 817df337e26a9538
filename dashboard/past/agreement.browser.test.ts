/** The latency at the top of the page, beside that of a bench's own clients, second by second in one run. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { HubProcess } from "../browser/hub-process.ts";
import { BrowserPage } from "../browser/page.ts";

const BENCH = join(import.meta.dir, "../../bench/main.ts");
const TIMEOUT_MS = 120_000;
const RUN = "-c 2000 -r 10 -d 8 --warmup 1".split(" ");

/** Notes the page's figures with each redraw of the bench's, as long as both are of events. */
const NOTE_FIGURES = `(() => {
  const legend = document.querySelector("[data-plot=bench-latency] .legend");
  const ofBench = (index) => Number(legend.querySelectorAll("b")[index].textContent);
  const ofHub = (name) => Number(document.querySelector("[data-metric=" + name + "]").textContent);
  window.seconds = [];
  const note = () => {
    const second = [ofHub("latency-p50"), ofBench(0), ofHub("latency-p99"), ofBench(2)];
    const isOfReaders = document.querySelector("[data-latency-of=readers]") !== null;
    if (isOfReaders && second.every(Number.isFinite)) seconds.push(second);
  };
  new MutationObserver(note).observe(legend, { subtree: true, characterData: true });
})()`;

/** The median over the seconds of one of the figures that were noted. */
const medianOf = (index: number) =>
  `seconds.map((second) => second[${index}]).toSorted((a, b) => a - b)[seconds.length >> 1]`;

test(
  "the headline and a bench of 2,000 clients agree within a factor of two",
  async () => {
    const hub = await HubProcess.start();
    const page = await BrowserPage.open(`${hub.origin}/#bench`);
    await page.until(`document.querySelector("[data-plot=bench-latency] .legend") !== null`);
    await page.evaluate(NOTE_FIGURES);
    const to = ["--url", hub.origin, "--watch", hub.origin];
    const bench = Bun.spawn([process.execPath, BENCH, "fan-out", ...RUN, ...to], {
      stdout: "ignore",
      stderr: "ignore",
    });
    // A busy machine's run is invalid, but both sides were as busy.
    expect([0, 3]).toContain(await bench.exited);
    await page.until(`document.querySelector("[data-bench-valid]") !== null`);
    for (const [ofHub, ofBench] of [
      [0, 1],
      [2, 3],
    ] as const) {
      const shown = Number(await page.evaluate(medianOf(ofHub)));
      const measured = Number(await page.evaluate(medianOf(ofBench)));
      expect(shown).toBeGreaterThan(measured / 2);
      expect(shown).toBeLessThan(measured * 2);
    }
    expect(page.console).toEqual([]);
    page.close();
    await hub.stop();
  },
  TIMEOUT_MS,
);
