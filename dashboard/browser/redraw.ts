/**
 * `bun dashboard/browser/redraw.ts [SECONDS]`: measures in a real browser how long the page's redraws take, with an
 * hour and a day of history and four snapshots a second, and whether a task takes longer than 50 ms.
 */

import { DayHub } from "./day-hub.ts";
import { HubProcess } from "./hub-process.ts";
import { BrowserPage } from "./page.ts";

const PER_SECOND = 4;
const SECONDS = Number(process.argv[2] ?? 20);

/** From the start of each frame's callbacks until the next task: script, layout and paint. */
const MEASURE = `new Promise((resolve) => {
  const [framesMs, longMs] = [[], []];
  const observer = new PerformanceObserver((list) => longMs.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: "longtask" });
  const ask = requestAnimationFrame;
  window.requestAnimationFrame = (callback) => ask((now) => {
    const startMs = performance.now();
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => framesMs.push(performance.now() - startMs);
    callback(now);
    port1.postMessage(0);
  });
  setTimeout(() => {
    window.requestAnimationFrame = ask;
    observer.disconnect();
    resolve({ framesMs, longMs });
  }, ${SECONDS * 1000});
})`;

const hub = await HubProcess.start();
const day = new DayHub(hub, { snapshotsPerSecond: PER_SECOND });
for (const panel of ["live", "hub"]) {
  for (const spanMin of [5, 60, 1_440]) {
    const page = await BrowserPage.open(`${day.origin}/#${panel}?span=${spanMin}`);
    await page.until(
      `[...document.querySelectorAll("[data-panel=${panel}] td")].some((cell) => /\\d/.test(cell.textContent))`,
    );
    const before = await page.cpuMs();
    const measured = await page.evaluate(MEASURE);
    const after = await page.cpuMs();
    const cpu = ["TaskDuration", "ScriptDuration", "LayoutDuration"].map((name) => {
      const spentMs = (after.get(name) ?? 0) - (before.get(name) ?? 0);
      return `${name} ${(spentMs / SECONDS / PER_SECOND).toFixed(1)}`;
    });
    console.log(`${panel}, ${spanMin} min:`, summaryOf(measured));
    console.log("  CPU ms a snapshot:", cpu.join(", "));
    page.close();
  }
}
await day.stop();
await hub.stop();
process.exit(0);

function summaryOf(measured: unknown): string {
  const framesMs = numbersOf(measured, "framesMs").toSorted((a, b) => a - b);
  const longMs = numbersOf(measured, "longMs");
  const at = (share: number) => framesMs[Math.ceil(share * framesMs.length) - 1]?.toFixed(1);
  const busyPercent = framesMs.reduce((sum, ms) => sum + ms, 0) / (SECONDS * 10);
  return [
    `${framesMs.length} redraws`,
    `p50 ${at(0.5)} p95 ${at(0.95)} max ${at(1)} ms`,
    `${busyPercent.toFixed(1)} % of a core`,
    `${longMs.length} tasks over 50 ms, the longest ${Math.max(0, ...longMs)}`,
  ].join(", ");
}

function numbersOf(measured: unknown, name: string): number[] {
  const list: unknown =
    typeof measured === "object" && measured !== null ? Reflect.get(measured, name) : [];
  return Array.isArray(list) ? list.filter((item) => typeof item === "number") : [];
}
