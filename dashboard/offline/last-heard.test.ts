import { expect, test } from "bun:test";
import { LastHeard, OFFLINE_AFTER_MS } from "./last-heard.ts";

const NOW_MS = 1_800_000_000_000;

function memory(kept?: string) {
  const values = new Map<string, string>();
  return {
    recall: (name: string) => values.get(name) ?? kept,
    remember: (name: string, value: string) => void values.set(name, value),
  };
}

test("offlineSinceMs() is when the hub was last heard from, once it is away for a while", () => {
  const heard = new LastHeard(NOW_MS, memory());
  heard.note(NOW_MS + 1_000);
  const laterMs = NOW_MS + 1_000 + OFFLINE_AFTER_MS;
  expect(heard.offlineSinceMs(true, laterMs - 1)).toBeUndefined();
  expect(heard.offlineSinceMs(true, laterMs)).toBe(NOW_MS + 1_000);
  expect(heard.offlineSinceMs(false, laterMs)).toBeUndefined();
});

test("another page of the browser knows it too, at once", () => {
  const storage = memory();
  new LastHeard(NOW_MS, storage).note(NOW_MS);
  const next = new LastHeard(NOW_MS + 3_600_000, storage);
  expect(next.offlineSinceMs(true, NOW_MS + 3_600_000)).toBe(NOW_MS);
});

test.each([
  ["nothing", undefined],
  ["something else", "yesterday"],
  ["a time to come, since the clock was set back", String(NOW_MS + 1)],
])("it counts from the page's start if %s is remembered", (_what, kept) => {
  const heard = new LastHeard(NOW_MS, memory(kept));
  expect(heard.offlineSinceMs(true, NOW_MS + OFFLINE_AFTER_MS)).toBe(NOW_MS);
});
