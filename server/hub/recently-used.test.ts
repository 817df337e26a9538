import { expect, test } from "bun:test";
import { RecentlyUsed } from "./recently-used.ts";

test("RecentlyUsed keeps what is used, drops what is not, and stays within its limit", () => {
  const kept = new RecentlyUsed<number, number>(20, () => 1);
  for (let key = 0; key < 100; key++) {
    kept.set(key, key * 2);
    expect(kept.get(0)).toBe(0);
  }
  expect([98, 99].map((key) => kept.get(key))).toEqual([196, 198]);
  expect([1, 50].map((key) => kept.has(key))).toEqual([false, false]);
  const held = Array.from({ length: 100 }, (_, key) => key).filter((key) => kept.has(key));
  expect(held.length).toBeWithin(10, 21);
});

test("RecentlyUsed replaces a value, and accepts one that is larger than its limit", () => {
  const kept = new RecentlyUsed<string, number>(10, (value) => value);
  kept.set("a", 1);
  kept.set("a", 2);
  kept.set("b", 100);
  expect([kept.get("a"), kept.get("b"), kept.get("c")]).toEqual([2, 100, undefined]);
});
