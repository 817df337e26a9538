import { expect, test } from "bun:test";
import { RecentKeys } from "./recent-keys.ts";

test("add() forgets the oldest key once there are more than so many", () => {
  const recent = new RecentKeys(3);
  const forgotten = ["a", "b", "c", "d", "e", "f", "g"].map((key) => recent.add(key));
  expect(forgotten).toEqual([undefined, undefined, undefined, "a", "b", "c", "d"]);
});
