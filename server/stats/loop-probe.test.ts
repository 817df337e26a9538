import { expect, test } from "bun:test";
import { startLoopProbe } from "./loop-probe.ts";

/** The lags that are told when the timers run at these times, of a clock that starts at 0. */
async function lagsAt(...ranAtMs: readonly number[]): Promise<number[]> {
  const lagsMs: number[] = [];
  // The clock is read when a timer is set and when it runs, which here is the same moment.
  const clock = [0, ...ranAtMs.flatMap((atMs) => [atMs, atMs])];
  await new Promise<void>((resolve) => {
    const stop = startLoopProbe({
      everyMs: 1,
      nowMs: () => clock.shift() ?? 0,
      onLag: (lagMs) => {
        lagsMs.push(lagMs);
        if (lagsMs.length < ranAtMs.length) return;
        resolve();
        queueMicrotask(() => stop());
      },
    });
    // The probe itself keeps no process alive.
    const hold = setInterval(() => lagsMs.length >= ranAtMs.length && clearInterval(hold), 1);
  });
  return lagsMs;
}

test("startLoopProbe() tells how much later than due each timer ran, never less than nothing", async () => {
  expect(await lagsAt(1, 52, 52.5, 60)).toEqual([0, 50, 0, 6.5]);
});
