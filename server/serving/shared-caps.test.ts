import { describe, expect, test } from "bun:test";
import { type CapOptions, StreamCounts, type StreamCaps } from "../hub/caps.ts";
import { newSharedCaps, SharedCaps } from "./shared-caps.ts";
import type { StormOutcome, StormTask } from "./test-caps-thread.ts";

const kinds: [string, (options: CapOptions) => StreamCaps][] = [
  ["StreamCounts", (options) => new StreamCounts(options)],
  ["SharedCaps", (options) => new SharedCaps(newSharedCaps(options, 1))],
];

describe.each(kinds)("%s", (_kind, newCaps) => {
  test("keeps out what exceeds the cap on all streams, until one leaves", () => {
    const caps = newCaps({ maxStreams: 2, perAddress: { maxStreams: 9, countsLoopback: true } });
    expect([caps.add("10.0.0.1"), caps.add(undefined)]).toEqual([undefined, undefined]);
    expect([caps.reached("10.0.0.2"), caps.add("10.0.0.2"), caps.add(undefined)]).toEqual([
      "full",
      "full",
      "full",
    ]);
    caps.delete("10.0.0.1");
    expect([caps.reached("10.0.0.2"), caps.add("10.0.0.2")]).toEqual([undefined, undefined]);
    expect(caps.add("10.0.0.2")).toBe("full");
  });

  test("keeps out what exceeds the cap of an address, and nobody else", () => {
    const caps = newCaps({ maxStreams: 99, perAddress: { maxStreams: 2, countsLoopback: false } });
    caps.add("10.0.0.1");
    caps.add("10.0.0.1");
    expect([caps.reached("10.0.0.1"), caps.add("10.0.0.1")]).toEqual([
      "full-for-address",
      "full-for-address",
    ]);
    const others = ["10.0.0.2", "::1", "127.0.0.1", "127.0.0.1", "127.0.0.1", undefined];
    for (const other of others) expect(caps.add(other)).toBeUndefined();
    caps.delete("10.0.0.1");
    expect(caps.add("10.0.0.1")).toBeUndefined();
  });

  test("counts a thousand addresses that come and go", () => {
    const caps = newCaps({ maxStreams: 600, perAddress: { maxStreams: 3, countsLoopback: true } });
    const counts = new Map<string, number>();
    let all = 0;
    for (let step = 0; step < 30_000; step++) {
      const address = `10.0.${(step * 7) % 11}.${(step * 31) % 97}`;
      const count = counts.get(address) ?? 0;
      if (step % 5 < 3) {
        const expected = all >= 600 ? "full" : count >= 3 ? "full-for-address" : undefined;
        expect(caps.add(address)).toBe(expected);
        if (expected !== undefined) continue;
        counts.set(address, count + 1);
        all += 1;
      } else if (count > 0) {
        caps.delete(address);
        counts.set(address, count - 1);
        all -= 1;
      }
    }
    expect(all).toBeGreaterThan(100);
  });
});

test("four threads at once fill the caps exactly", async () => {
  const addresses = Array.from({ length: 40 }, (_, index) => `10.1.0.${index}`);
  const options = { maxStreams: 290, perAddress: { maxStreams: 8, countsLoopback: true } };
  const memory = newSharedCaps(options, 7);
  const outcomes = await Promise.all(
    Array.from({ length: 4 }, () => storm({ memory, addresses, attempts: 40_000 })),
  );
  const caps = new SharedCaps(memory);
  const open = outcomes.flatMap((outcome) => outcome.open);
  for (const address of addresses) {
    const streams = sum(open.filter(([one]) => one === address).map(([, count]) => count));
    expect(streams).toBeLessThanOrEqual(8);
  }
  expect(sum(open.map(([, count]) => count))).toBeLessThanOrEqual(290);
  // What they have left open is counted, no more and no less.
  for (const [address, count] of open) {
    for (let left = count; left > 0; left--) caps.delete(address);
  }
  const admitted = addresses.flatMap((address) =>
    Array.from({ length: 10 }, () => caps.add(address)),
  );
  expect(admitted.filter((cap) => cap === undefined).length).toBe(290);
  expect(admitted.slice(0, 10)).toEqual([
    ...Array.from({ length: 8 }, () => undefined),
    "full-for-address",
    "full-for-address",
  ]);
});

function storm(task: StormTask): Promise<StormOutcome> {
  const worker = new Worker(new URL("./test-caps-thread.ts", import.meta.url).href);
  const { promise, resolve, reject } = Promise.withResolvers<StormOutcome>();
  worker.onmessage = ({ data }: MessageEvent<StormOutcome>) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage(task);
  return promise.finally(() => worker.terminate());
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
