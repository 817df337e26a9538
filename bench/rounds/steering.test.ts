import { expect, test } from "bun:test";
import { Steering } from "./steering.ts";

const LIMIT_MS = 100;
const LOOK_S = 0.05;

/** A server with a fixed capacity: excess events wait, and each reading is the length of that wait. */
class Queue {
  #waiting = 0;

  readonly #capacityPerS: number;
  readonly #leastMs: number;

  constructor(capacityPerS: number, leastMs: number) {
    this.#capacityPerS = capacityPerS;
    this.#leastMs = leastMs;
  }

  look(ratePerS: number): number {
    this.#waiting = Math.max(0, this.#waiting + (ratePerS - this.#capacityPerS) * LOOK_S);
    return this.#leastMs + (this.#waiting / this.#capacityPerS) * 1000;
  }
}

test.each([
  [1_000, "from far too little"],
  [4_000, "from about right"],
  [12_000, "from far too much"],
])("settles at the server's capacity and the latency's limit: %p, %s", (startPerS) => {
  const steering = new Steering(LIMIT_MS, startPerS);
  const queue = new Queue(4_000, 40);
  const rates: number[] = [];
  let latencyMs = 0;
  for (let look = 0; look < 200; look++) {
    latencyMs = queue.look(steering.ratePerS);
    steering.read(latencyMs);
    if (look >= 100) rates.push(steering.ratePerS);
  }
  expect(rates.reduce((sum, rate) => sum + rate, 0) / rates.length / 4_000).toBeCloseTo(1, 1);
  expect(latencyMs / LIMIT_MS).toBeCloseTo(1, 1);
});

test("a moment in which everything stalled moves it no more than any late reading", () => {
  const late = new Steering(LIMIT_MS, 1_000);
  const stood = new Steering(LIMIT_MS, 1_000);
  late.read(LIMIT_MS * Math.E);
  stood.read(LIMIT_MS * 1_000);
  expect(stood.ratePerS).toBeCloseTo(late.ratePerS, 9);
});

test("settle() forgets the last reading, but keeps what all have taught", () => {
  const steering = new Steering(LIMIT_MS, 1_000);
  steering.read(2 * LIMIT_MS);
  const answered = steering.ratePerS;
  steering.settle();
  expect(steering.ratePerS).toBeGreaterThan(answered);
  expect(steering.ratePerS).toBeLessThan(1_000);
});
