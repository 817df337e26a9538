import { expect, test } from "bun:test";
import { changesOf, mostOf, shareOf } from "./stages.ts";

const STAGES = [
  { durationMs: 1_000, clients: 2 },
  { durationMs: 500, clients: 2 },
  { durationMs: 100, clients: 1 },
  { durationMs: 100, clients: 3 },
];

test("changesOf() spreads joining and leaving clients evenly over each stage", () => {
  expect(changesOf(STAGES)).toEqual([
    { kind: "join", dueMs: 0 },
    { kind: "join", dueMs: 500 },
    { kind: "leave", dueMs: 1_500 },
    { kind: "join", dueMs: 1_600 },
    { kind: "join", dueMs: 1_650 },
  ]);
});

test("mostOf() is the peak of all processes, shareOf() one process's share", () => {
  expect(mostOf(STAGES)).toBe(3);
  expect(mostOf([])).toBe(0);
  expect(shareOf([{ durationMs: 5, clients: 300 }], 100, 400)).toEqual([
    { durationMs: 5, clients: 75 },
  ]);
});
