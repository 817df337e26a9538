import { expect, test } from "bun:test";
import { DeliveryLedger, type LedgerTotals } from "./ledger.ts";

function account(
  arrivals: readonly number[],
  sent: number,
  uncertain: number[] = [],
): LedgerTotals {
  const ledger = new DeliveryLedger(1);
  for (const sequence of arrivals) ledger.enter(0, sequence);
  return ledger.totals(() => ({ sent, uncertain }));
}

const all = (sent: number) => () => ({ sent, uncertain: [] });

test.each([
  ["all in order", [1, 2, 3], { received: 3, duplicated: 0, outOfOrder: 0, lost: 0 }],
  ["none at all", [], { received: 0, duplicated: 0, outOfOrder: 0, lost: 3 }],
  ["the last is missing", [1, 2], { received: 2, duplicated: 0, outOfOrder: 0, lost: 1 }],
  ["one in the middle is missing", [1, 3], { received: 2, duplicated: 0, outOfOrder: 0, lost: 1 }],
  ["one is late", [1, 3, 2], { received: 3, duplicated: 0, outOfOrder: 1, lost: 0 }],
  ["the newest comes twice", [1, 2, 3, 3], { received: 3, duplicated: 1, outOfOrder: 0, lost: 0 }],
  [
    "one is late and repeated",
    [3, 2, 2, 1],
    { received: 3, duplicated: 1, outOfOrder: 2, lost: 0 },
  ],
])("DeliveryLedger: %s", (_what, arrivals, expected) =>
  expect(account(arrivals, 3)).toEqual(expected),
);

test("DeliveryLedger fills a hole from its middle", () => {
  expect(account([10, 5, 4, 6, 5], 10)).toEqual({
    received: 4,
    duplicated: 1,
    outOfOrder: 3,
    lost: 6,
  });
});

test("DeliveryLedger does not count uncertain events as lost", () => {
  expect(account([1, 3], 4, [2, 4])).toMatchObject({ received: 2, lost: 0 });
  expect(account([1, 2, 3, 4], 4, [2, 4])).toMatchObject({ received: 4, lost: 0 });
});

test("DeliveryLedger judges disorder by the server's order if it is given", () => {
  const ledger = new DeliveryLedger(1);
  for (const [sequence, order] of [
    [2, 10],
    [1, 11],
    [3, 13],
    [4, 12],
  ] as const)
    ledger.enter(0, sequence, order);
  expect(ledger.totals(all(4))).toEqual({ received: 4, duplicated: 0, outOfOrder: 1, lost: 0 });
});

test("DeliveryLedger expects on each subscription what was sent on its track", () => {
  const ledger = new DeliveryLedger(3);
  for (const [subscription, sequence] of [
    [0, 1],
    [0, 2],
    [1, 1],
  ] as const)
    ledger.enter(subscription, sequence);
  const sent = [2, 2, 1];
  const totals = (uncertain: readonly number[]) =>
    ledger.totals((subscription) => ({
      sent: sent[subscription] ?? 0,
      uncertain: subscription === 1 ? uncertain : [],
    }));
  expect(totals([])).toMatchObject({ received: 3, lost: 2 });
  expect(totals([2])).toMatchObject({ received: 3, lost: 1 });
});

test("DeliveryLedger judges the order of everything a client gets, across its subscriptions", () => {
  const ledger = new DeliveryLedger(3, 2);
  for (const [subscription, sequence, order, client] of [
    [0, 1, 1, 0],
    [1, 1, 3, 0],
    [0, 2, 2, 0],
    [2, 1, 1, 1],
  ] as const)
    ledger.enter(subscription, sequence, order, client);
  expect(
    ledger.totals((subscription) => ({ sent: [2, 1, 1][subscription] ?? 0, uncertain: [] })),
  ).toEqual({
    received: 4,
    duplicated: 0,
    outOfOrder: 1,
    lost: 0,
  });
});

test("DeliveryLedger expects from a later client only what follows its first event", () => {
  const ledger = new DeliveryLedger(2);
  for (const client of [0, 1]) ledger.restart(client);
  for (const sequence of [5, 7]) ledger.enter(0, sequence);
  expect(ledger.totals(all(8))).toMatchObject({ received: 2, lost: 2, duplicated: 0 });
});

test("DeliveryLedger keeps its clients separate", () => {
  const ledger = new DeliveryLedger(3);
  for (const client of [0, 1]) ledger.enter(client, 1);
  expect(ledger.totals(all(1))).toEqual({ received: 2, duplicated: 0, outOfOrder: 0, lost: 1 });
});

test("DeliveryLedger agrees with a count of every arrival, over 2,000 seeded orders", () => {
  let state = 7;
  const random = (below: number) =>
    (state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647) % below;
  for (let round = 0; round < 2_000; round++) {
    const sent = 1 + random(12);
    const arrivals = Array.from({ length: random(20) }, () => 1 + random(sent));
    const seen = new Set(arrivals);
    expect(account(arrivals, sent)).toMatchObject({
      received: seen.size,
      duplicated: arrivals.length - seen.size,
      lost: sent - seen.size,
    });
  }
});
