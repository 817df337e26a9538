import { expect, test } from "bun:test";
import { readAddress, writeAddress } from "./address.ts";

test.each([
  ["#live", "live", {}],
  ["live", "live", {}],
  ["", "", {}],
  ["#", "", {}],
  ["#live?span=60", "live", { span: "60" }],
  ["#live?", "live", {}],
  ["#?span=60", "", { span: "60" }],
  ["#topics?filter=a%26b+c&sort=rate", "topics", { filter: "a&b c", sort: "rate" }],
  ["#live?span=1&span=5", "live", { span: "1" }],
  ["#live?filter=a?b#c", "live", { filter: "a?b#c" }],
  ["#live?span=%zz", "live", { span: "%zz" }],
])("readAddress(%p)", (hash, panel, parameters) => {
  const address = readAddress(hash);
  expect(address.panel).toBe(panel);
  expect(Object.fromEntries(address.parameters)).toEqual(parameters);
});

test.each([
  ["live", {}, "#live"],
  ["live", { span: undefined }, "#live"],
  ["live", { span: 60, from: undefined }, "#live?span=60"],
  ["topics", { filter: "a&b c=#?" }, "#topics?filter=a%26b+c%3D%23%3F"],
])("writeAddress(%p, %p) is read as it was written", (panel, parameters, hash) => {
  expect(writeAddress(panel, parameters)).toBe(hash);
  const read = readAddress(hash);
  expect([read.panel, ...Object.values(Object.fromEntries(read.parameters))]).toEqual([
    panel,
    ...Object.values(parameters).flatMap((value) => (value === undefined ? [] : [String(value)])),
  ]);
});
