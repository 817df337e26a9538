import { expect, test } from "bun:test";
import { startLoopProbe } from "./loop-probe.ts";

/** The lags reported if the timers run at these times, on a clock that starts at 0. */
async function lagsAt(...ranAtMs: readonly number[]): Promise<number[]> {
  const lagsMs: number[] = [];
  // The clock is read when a timer runs and when the next is set, here at the same time.
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
    // The probe does not keep the process alive.
    const hold = setInterval(() => lagsMs.length >= ranAtMs.length && clearInterval(hold), 1);
  });
  return lagsMs;
}

test("startLoopProbe() reports how late each timer ran, never a negative lag", async () => {
  expect(await lagsAt(1, 52, 52.5, 60)).toEqual([0, 50, 0, 6.5]);
});
