import { expect, test } from "bun:test";
import { addTotals, CountLedger } from "./count-ledger.ts";

function ledger(...counts: number[]): CountLedger {
  const made = new CountLedger(counts.length + 1);
  for (const [client, count] of counts.entries()) {
    made.enter(client);
    made.add(client, count);
  }
  return made;
}

test.each([
  ["all came", [10, 10], 0, { received: 20, lost: 0, duplicated: 0 }],
  ["one missed two", [10, 8], 0, { received: 18, lost: 2, duplicated: 0 }],
  ["one got three twice", [10, 13], 0, { received: 20, lost: 0, duplicated: 3 }],
  [
    "two are uncertain, and one client has them",
    [10, 8],
    2,
    { received: 18, lost: 0, duplicated: 0 },
  ],
  [
    "two are uncertain, and one client misses three",
    [10, 7],
    2,
    { received: 17, lost: 1, duplicated: 0 },
  ],
  ["a client that got none", [0], 0, { received: 0, lost: 10, duplicated: 0 }],
])("CountLedger of ten events: %s", (_, counts, uncertain, expected) => {
  expect(ledger(...counts).totals(10, uncertain)).toEqual({ ...expected, outOfOrder: 0 });
});

test("CountLedger counts arrivals while it runs, and in the end only entered clients", () => {
  const made = ledger(4, 5);
  expect(made.received).toBe(9);
  expect(made.totals(5, 0).lost).toBe(1);
});

test("addTotals() adds each figure", () => {
  const one = { received: 1, lost: 2, duplicated: 3, outOfOrder: 4 };
  expect(addTotals(one, one)).toEqual({ received: 2, lost: 4, duplicated: 6, outOfOrder: 8 });
});

test("CountLedger does not let a loss and a known repetition cancel", () => {
  const made = new CountLedger(1);
  made.enter(0);
  made.add(0, 10, 3);
  expect(made.received).toBe(7);
  expect(made.totals(10, 0)).toEqual({ received: 7, lost: 3, duplicated: 3, outOfOrder: 0 });
});
