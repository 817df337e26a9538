import { expect, test } from "bun:test";
import { RecentlyUsed } from "./recently-used.ts";

test("RecentlyUsed lets go what has not been used for longest", () => {
  const kept = new RecentlyUsed<string, number>(2, () => 1);
  kept.set("a", 1);
  kept.set("b", 2);
  kept.get("a");
  kept.set("c", 3);
  expect(["a", "b", "c"].map((key) => kept.get(key))).toEqual([1, undefined, 3]);
  kept.set("a", 4);
  expect([kept.has("b"), kept.get("a"), kept.get("c")]).toEqual([false, 4, 3]);
});
