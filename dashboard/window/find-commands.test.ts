import { expect, test } from "bun:test";
import { COMMANDS } from "./commands.ts";
import { findCommands } from "./find-commands.ts";

const found = (letters: string, recent: readonly string[] = []) =>
  findCommands(COMMANDS, letters, recent).map(({ id }) => id);

test.each([
  ["live", "panel-live"],
  ["sandbox", "panel-sandbox"],
  ["pause", "pause"],
  ["dark", "theme-dark"],
  ["scheme light", "theme-light"],
  ["light scheme", "theme-light"],
  ["10 min", "span-10"],
  ["enlarge loop", "enlarge-event-loop"],
  ["PROM", "open-metrics"],
])("the letters %j find %s first", (letters, id) => {
  expect(found(letters)[0]).toBe(id);
});

test("letters that no command has find nothing, whatever they are", () => {
  for (const letters of ["zzzz", "日本", "<script>", "(((", "\\", "💥"])
    expect(found(letters)).toEqual([]);
});

test("without letters all are listed, those used lately first", () => {
  const all = found("", ["theme-dark", "gone", "pause"]);
  expect(all.slice(0, 2)).toEqual(["theme-dark", "pause"]);
  expect(all.toSorted()).toEqual(COMMANDS.map(({ id }) => id).toSorted());
});

test("each command has an id of its own, and no two have a key in common", () => {
  const keys = COMMANDS.flatMap(({ key }) => key ?? []);
  expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length);
  expect(new Set(keys).size).toBe(keys.length);
});
