import { expect, test } from "bun:test";
import { type Deliveries, Drain } from "./drain.ts";

const QUIET_MS = 20;
const signal = new AbortController().signal;

/** Clients that receive one more event each time they are asked, up to `limit`. */
class Clients implements Deliveries {
  /** When it was asked. */
  readonly askedAtMs: number[] = [];
  #received = 0;
  limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get progress() {
    return { open: 1, failed: 0, received: this.#received, recovered: 0 };
  }

  get asked(): number {
    return this.askedAtMs.length;
  }

  askProgress(): void {
    this.askedAtMs.push(performance.now());
    this.#received = Math.min(this.limit, this.#received + 1);
  }
}

test("Drain waits for what is in flight, and no longer", async () => {
  const clients = new Clients(10);
  const drain = new Drain(clients, signal, QUIET_MS);
  await drain.until(4);
  expect(clients.progress.received).toBe(4);
  await drain.until(4);
  expect(clients.asked).toBe(4);
});

test("Drain gives up on missing deliveries, and waits for them only once", async () => {
  const clients = new Clients(3);
  const drain = new Drain(clients, signal, QUIET_MS);
  const lastAtMs = await drain.until(4);
  // The last delivery arrived with the third look and was noticed before the fourth.
  const [, , thirdMs = Number.NaN, fourthMs = Number.NaN] = clients.askedAtMs;
  expect(lastAtMs).toBeGreaterThanOrEqual(thirdMs);
  expect(lastAtMs).toBeLessThanOrEqual(fourthMs);
  clients.limit = 7;
  const asked = clients.asked;
  await drain.until(8);
  expect(clients.progress.received).toBe(7);
  expect(clients.asked - asked).toBe(4);
});

test("Drain ends at an interrupt", async () => {
  const controller = new AbortController();
  const clients = new Clients(0);
  const waiting = new Drain(clients, controller.signal).until(1);
  controller.abort();
  await waiting;
  // It has asked once, before, and not again.
  expect([clients.asked, clients.progress.received]).toEqual([1, 0]);
});
