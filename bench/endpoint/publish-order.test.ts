import { expect, test } from "bun:test";
import { PublishOrder } from "./publish-order.ts";

test("isLate() demands no order of events under way together, but of one accepted before the next was sent", () => {
  const order = new PublishOrder(2);
  for (const [sequence, sentAtMs, acceptedAtMs] of [
    [1, 0, 90],
    [2, 10, 80],
    [3, 100, 110],
  ] as const) {
    order.sent(sequence, sentAtMs);
    order.accepted(sequence, acceptedAtMs);
  }
  order.sent(4, 120);
  const late = (client: number, ...sequences: number[]) =>
    sequences.filter((sequence) => order.isLate(client, sequence));
  expect(late(0, 2, 1, 4, 3)).toEqual([3]);
  expect(late(1, 3, 2, 1, 4)).toEqual([2, 1]);
  expect(order.isLate(0, undefined)).toBe(false);
});
