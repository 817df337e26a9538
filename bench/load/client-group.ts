/** The clients of one process: opens them at their times, cuts them, and keeps the account of what they get. */

import { MeasuringClient } from "../client/connection.ts";
import type { Outage } from "../client/outage.ts";
import type { StreamEvent } from "../client/stream.ts";
import { type Callbacks, Target } from "../client/target.ts";
import { DeliveryLedger } from "../stats/ledger.ts";
import { LatencyHistogram } from "../stats/latency.ts";
import { GAP_EVENT_TYPE, parseEventId } from "#protocol";
import { wallMs } from "./clock.ts";
import type { OpenOrder } from "./messages.ts";
import { countedPacer } from "./pacer.ts";
import { readPayload } from "./payload.ts";

/** Connects under way at once; beyond it the listen queue of the server would overflow. */
const MAX_CONNECTING = 400;
const TICK_MS = 1;

export class ClientGroup {
  readonly connect = new LatencyHistogram();
  readonly firstByte = new LatencyHistogram();
  readonly latency = new LatencyHistogram();
  readonly recentLatency = new LatencyHistogram();
  readonly recovery = new LatencyHistogram();
  readonly ledger: DeliveryLedger;
  readonly failures: Record<string, number> = {};
  openCount = 0;
  failedCount = 0;
  recoveredCount = 0;
  reconnects = 0;
  gaps = 0;
  foreign = 0;
  readonly #order: OpenOrder;
  readonly #clients: MeasuringClient[] = [];
  readonly #intendedMs: Float64Array;
  readonly #isOpen: Uint8Array;
  readonly #hasOpened: Uint8Array;
  readonly #allSettled = Promise.withResolvers<void>();
  #settledCount = 0;
  #cutAtMs: number | undefined;
  readonly #isAwaited: Uint8Array;

  constructor(order: OpenOrder) {
    const { count } = order;
    this.#order = order;
    this.ledger = new DeliveryLedger(count);
    this.#intendedMs = new Float64Array(count);
    this.#isOpen = new Uint8Array(count);
    this.#hasOpened = new Uint8Array(count);
    this.#isAwaited = new Uint8Array(count);
  }

  /** Starts each client at its time; resolves when all are open or have failed, or at `settle`. */
  async open(): Promise<void> {
    const { url, count, startAtMs, ratePerS, localAddress } = this.#order;
    const target = new Target<MeasuringClient>({ url, callbacks: this.#callbacks() });
    const pacer = countedPacer(ratePerS, count);
    const timer = setInterval(() => {
      while (this.#clients.length - this.#settledCount < MAX_CONNECTING) {
        const index = this.#clients.length;
        const dueMs = pacer.dueMs(index);
        if (dueMs === undefined) return clearInterval(timer);
        if (startAtMs + dueMs > wallMs()) return;
        this.#intendedMs[index] = startAtMs + dueMs;
        this.#clients.push(new MeasuringClient(target, { index, localAddress }));
      }
    }, TICK_MS);
    await this.#allSettled.promise;
    clearInterval(timer);
  }

  /** Waits no longer for clients that are not open. */
  settle(): void {
    this.#allSettled.resolve();
  }

  /** Breaks every open connection as a network fault would; each client comes back by itself. */
  cut(): void {
    this.#cutAtMs = wallMs();
    this.recoveredCount = 0;
    for (const client of this.#clients) {
      this.#isAwaited[client.index] = this.#isOpen[client.index] ?? 0;
      client.cut();
    }
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  #callbacks(): Callbacks<MeasuringClient> {
    return {
      onOpen: (client) => this.#opened(client),
      onEvent: (event, client) => this.#received(event, client.index),
      onLost: (outage, _delayMs, client) => this.#lost(client.index, outage),
      onFail: (outage, client) => this.#failed(client.index, outage),
    };
  }

  #opened({ index, openedAtMs, firstByteAtMs }: MeasuringClient): void {
    this.#markOpen(index);
    if (this.#hasOpened[index] === 0) {
      const intendedMs = this.#intendedMs[index] ?? 0;
      this.#hasOpened[index] = 1;
      this.connect.record(performance.timeOrigin + openedAtMs - intendedMs);
      this.firstByte.record(performance.timeOrigin + firstByteAtMs - intendedMs);
      this.#settle();
      return;
    }
    this.reconnects += 1;
    if (this.#cutAtMs === undefined || this.#isAwaited[index] === 0) return;
    this.#isAwaited[index] = 0;
    this.recovery.record(wallMs() - this.#cutAtMs);
    this.recoveredCount += 1;
  }

  #received({ id, type, data }: StreamEvent, index: number): void {
    const payload = readPayload(data);
    if (payload === undefined) {
      if (type === GAP_EVENT_TYPE) this.gaps += 1;
      else this.foreign += 1;
      return;
    }
    const { sequence, intendedMs } = payload;
    if (!this.ledger.enter(index, sequence, parseEventId(id)?.position)) return;
    const latencyMs = wallMs() - intendedMs;
    this.latency.record(latencyMs);
    this.recentLatency.record(latencyMs);
  }

  #lost(index: number, { kind, reason }: Outage): void {
    if (this.#isOpen[index] === 1) this.openCount -= 1;
    this.#isOpen[index] = 0;
    if (kind !== "cut") this.#countFailure(reason);
  }

  #failed(index: number, outage: Outage): void {
    this.#lost(index, outage);
    this.failedCount += 1;
    if (this.#hasOpened[index] === 0) this.#settle();
  }

  #markOpen(index: number): void {
    this.#isOpen[index] = 1;
    this.openCount += 1;
  }

  #settle(): void {
    this.#settledCount += 1;
    if (this.#settledCount === this.#order.count) this.#allSettled.resolve();
  }

  #countFailure(reason: string): void {
    this.failures[reason] = (this.failures[reason] ?? 0) + 1;
  }
}
