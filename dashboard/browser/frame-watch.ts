/** How a page's frames do while something happens to it: their length, long tasks, and the main thread's CPU time. */

import type { BrowserPage } from "./page.ts";

/** As the specification of long tasks has it. */
const LONG_MS = 50;

/** The page also asks for frames in which it only looks whether there is something to do. */
const LEAST_WORK_MS = 0.5;

/** A frame lasts from the start of its callbacks until the next task: script, layout and paint. */
const BEGIN = `(() => {
  const framesMs = [];
  const redrawsMs = [];
  const longMs = [];
  const startMs = performance.now();
  const observer = new PerformanceObserver((list) => longMs.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: "longtask" });
  const ask = window.requestAnimationFrame;
  window.requestAnimationFrame = (callback) => ask.call(window, (now) => {
    const frameMs = performance.now();
    const { port1, port2 } = new MessageChannel();
    let hasDrawn = false;
    port2.onmessage = () => {
      const lastedMs = performance.now() - frameMs;
      framesMs.push(lastedMs);
      if (hasDrawn) redrawsMs.push(lastedMs);
    };
    callback(now);
    // Preact renders in a microtask.
    queueMicrotask(() => (hasDrawn = performance.now() - frameMs >= ${LEAST_WORK_MS}));
    port1.postMessage(0);
  });
  window.endFrameWatch = () => {
    window.requestAnimationFrame = ask;
    observer.disconnect();
    return { framesMs, redrawsMs, longMs, lastedMs: performance.now() - startMs };
  };
})()`;

export interface WatchedFrames {
  readonly lastedMs: number;
  /** Ascending. */
  readonly framesMs: readonly number[];
  /** Of these, the frames whose script did something. */
  readonly redrawsMs: readonly number[];
  readonly longMs: readonly number[];
  /** CPU time of the main thread, all of it and that of script. */
  readonly cpuMs: number;
  readonly scriptMs: number;
}

/** Watches the page while `work` runs. */
export async function watchFrames(
  page: BrowserPage,
  work: () => Promise<unknown>,
): Promise<WatchedFrames> {
  const before = await page.cpuMs();
  await page.evaluate(BEGIN);
  await work();
  const watched = await page.evaluate("window.endFrameWatch()");
  const after = await page.cpuMs();
  const spentMs = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  return {
    lastedMs: numberIn(watched, "lastedMs"),
    framesMs: numbersIn(watched, "framesMs").toSorted((a, b) => a - b),
    redrawsMs: numbersIn(watched, "redrawsMs").toSorted((a, b) => a - b),
    longMs: numbersIn(watched, "longMs"),
    cpuMs: spentMs("TaskDuration"),
    scriptMs: spentMs("ScriptDuration"),
  };
}

/** The figures in words, on one line: of all frames, or of redraws. */
export function framesInWords(watched: WatchedFrames, of: "frames" | "redraws"): string {
  const { longMs, lastedMs, cpuMs, scriptMs } = watched;
  const timesMs = watched[`${of}Ms`];
  const at = (share: number) => (timesMs[Math.ceil(share * timesMs.length) - 1] ?? 0).toFixed(1);
  const percent = (ms: number) => ((100 * ms) / lastedMs).toFixed(1);
  return [
    `${timesMs.length} ${of} in ${(lastedMs / 1000).toFixed(0)} s`,
    `p50 ${at(0.5)} p95 ${at(0.95)} max ${at(1)} ms`,
    `CPU ${percent(cpuMs)} % of a core (script ${percent(scriptMs)} %)`,
    `${longMs.length} tasks over ${LONG_MS} ms, the longest ${Math.max(0, ...longMs)} ms`,
  ].join(", ");
}

function numberIn(value: unknown, name: string): number {
  const found = fieldOf(value, name);
  return typeof found === "number" ? found : Number.NaN;
}

function numbersIn(value: unknown, name: string): number[] {
  const found = fieldOf(value, name);
  return Array.isArray(found) ? found.filter((item) => typeof item === "number") : [];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
