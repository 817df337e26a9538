import { expect, test } from "bun:test";
import { addTotals, CountLedger } from "./count-ledger.ts";

/** What the marks of ten events add up to. */
const MARKS = 55;

/** Clients with so many events, which have no marks. */
function ledger(...counts: number[]): CountLedger {
  const made = new CountLedger(counts.length + 1);
  for (const [client, count] of counts.entries()) {
    made.enter(client);
    made.add(client, count, 0, Number.NaN);
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
  expect(ledger(...counts).totals(10, uncertain, MARKS)).toEqual({ ...expected, outOfOrder: 0 });
});

test("CountLedger counts arrivals while it runs, and in the end only entered clients", () => {
  const made = ledger(4, 5);
  expect(made.received).toBe(9);
  expect(made.totals(5, 0, 15).lost).toBe(1);
});

test("addTotals() adds each figure", () => {
  const one = { received: 1, lost: 2, duplicated: 3, outOfOrder: 4 };
  expect(addTotals(one, one)).toEqual({ received: 2, lost: 4, duplicated: 6, outOfOrder: 8 });
});

test("CountLedger does not let a loss and a known repetition cancel", () => {
  const made = new CountLedger(1);
  made.enter(0);
  made.add(0, 10, 3, 28);
  expect(made.received).toBe(7);
  expect(made.totals(10, 0, MARKS)).toEqual({ received: 7, lost: 3, duplicated: 3, outOfOrder: 0 });
});

test.each([
  ["has the right events", 55, 0, { received: 10, lost: 0, duplicated: 0 }],
  ["has one twice instead of another", 54, 0, { received: 9, lost: 1, duplicated: 1 }],
  ["has events without marks", Number.NaN, 0, { received: 10, lost: 0, duplicated: 0 }],
  ["may have had one that is uncertain", 54, 1, { received: 10, lost: 0, duplicated: 0 }],
])("CountLedger of a client with ten events of ten that %s", (_, marks, uncertain, expected) => {
  const made = new CountLedger(1);
  made.enter(0);
  made.add(0, 4, 0, 10);
  made.add(0, 6, 0, marks - 10);
  expect(made.totals(10, uncertain, MARKS)).toEqual({ ...expected, outOfOrder: 0 });
});
