import { expect, test } from "bun:test";
import { MAX_CHARACTERS, MAX_PUBLISHES, PublishHistory } from "./publish-history.ts";
import type { Memory } from "../../common/remembered.ts";

function memoryOf(kept?: string): Memory {
  let value = kept;
  return { recall: () => value, remember: (_name, text) => (value = text) };
}

function form(data: string) {
  return { topic: "demo", type: "", data };
}

test("the newest twenty are kept, newest first, also for the next page", () => {
  const memory = memoryOf();
  const history = new PublishHistory(memory);
  for (let count = 0; count < MAX_PUBLISHES + 5; count++) history.add(form(String(count)));
  const data = new PublishHistory(memory).forms.map((one) => one.data);
  expect(data).toHaveLength(MAX_PUBLISHES);
  expect([data[0], data.at(-1)]).toEqual(["24", "5"]);
});

test("the same publish moves to the front", () => {
  const history = new PublishHistory(memoryOf());
  for (const data of ["a", "b", "a"]) history.add(form(data));
  expect(history.forms.map(({ data }) => data)).toEqual(["a", "b"]);
});

test("large ones push older ones out, and one that is too large is not kept", () => {
  const history = new PublishHistory(memoryOf());
  const large = "x".repeat(MAX_CHARACTERS / 3);
  for (const data of ["old", `1${large}`, `2${large}`, `3${large}`]) history.add(form(data));
  expect(history.forms.map(({ data }) => data[0])).toEqual(["3", "2"]);
  history.add(form("x".repeat(MAX_CHARACTERS)));
  expect(history.forms).toHaveLength(2);
});

test.each([
  ["no JSON", "not JSON"],
  ["no list", '{"topic":"demo"}'],
  ["no publishes", '[null, 1, {"topic":"demo","type":"","data":5}]'],
])("what the browser kept may be anything: %s", (_reason, kept) => {
  expect(new PublishHistory(memoryOf(kept)).forms).toEqual([]);
});
