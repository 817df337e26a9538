/** The clients of one process: opens them on schedule, cuts them, and accounts for what they receive. */

import { FirstArrivals } from "./first-arrivals.ts";
import type { Outage } from "../../client/index.ts";
import { addTotals, CountLedger } from "../../stats/count-ledger.ts";
import { graceFor, type Sent } from "../../stats/due.ts";
import { DeliveryLedger, type LedgerTotals } from "../../stats/ledger.ts";
import { LatencyHistogram } from "../../stats/latency.ts";
import { GAP_EVENT_TYPE } from "#protocol";
import { wallMs } from "../time.ts";
import { ClientMaker } from "./maker.ts";
import type { LoadCallbacks, LoadClient, LoadEvent } from "./client.ts";
import type { ClientStage, OpenOrder, TrackTotal } from "./messages.ts";
import { Latencies } from "./latencies.ts";
import { LogOrder } from "./log-order.ts";
import { changesOf } from "./stages.ts";
import { TrackSubscriptions } from "./tracks.ts";
import { constantPacer, countedPacer } from "../pacer.ts";
import { readPayload, sumOfMarks } from "../payload.ts";

/** Most connects at once; more would overflow the server's listen queue. */
const MAX_CONNECTING = 400;
const TICK_MS = 1;
const REPORT_EVERY = 200_000;

export class ClientGroup {
  readonly connect = new LatencyHistogram();
  readonly firstByte = new LatencyHistogram();
  readonly latencies: Latencies;
  readonly recovery = new LatencyHistogram();
  readonly failures: Record<string, number> = {};
  openCount = 0;
  failedCount = 0;
  recoveredCount = 0;
  reconnects = 0;
  /** Streams that broke without the bench's doing. */
  connectionsLost = 0;
  /** On the machine's clock; 0 before the first event. */
  lastReceivedAtMs = 0;
  gaps = 0;
  /** Called when clients that only count have received many more events. */
  onManyCounted: () => void = () => {};
  foreign = 0;
  readonly #order: OpenOrder;
  readonly #ledger: DeliveryLedger;
  readonly #firstArrivals = new FirstArrivals();
  readonly #counts: CountLedger;
  readonly #subscriptions: TrackSubscriptions;
  readonly #clients: LoadClient[] = [];
  /** Clients that have neither opened nor failed yet. */
  readonly #connecting = new Set<number>();
  readonly #intendedMs: Float64Array;
  readonly #isOpen: Uint8Array;
  readonly #isLate: Uint8Array;
  /** When each client last lost its connection. */
  readonly #brokeAtMs: Float64Array;
  readonly #hasOpened: Uint8Array;
  readonly #allSettled = Promise.withResolvers<void>();
  #settledCount = 0;
  #unreported = 0;
  #cutAtMs: number | undefined;
  readonly #isAwaited: Uint8Array;
  readonly #isSlow: Uint8Array;
  readonly #logOrder = new LogOrder();
  readonly #maker: ClientMaker;
  readonly #callbacks: LoadCallbacks = {
    onOpen: (client) => this.#opened(client),
    onEvent: (event, client) => this.#received(event, client.index),
    onCounted: (count, client, repeated, marks) =>
      this.#counted(count, client.index, repeated, marks),
    onLost: (outage, client) => this.#lost(client.index, outage),
    onFail: (outage, client) => this.#failed(client.index, outage),
  };

  constructor(order: OpenOrder) {
    const { count, subscriptions, loads } = order;
    this.#order = order;
    this.latencies = new Latencies(loads);
    this.#subscriptions = new TrackSubscriptions(subscriptions, count);
    this.#ledger = new DeliveryLedger(this.#subscriptions.count, count);
    this.#counts = new CountLedger(count);
    this.#intendedMs = new Float64Array(count);
    this.#isOpen = new Uint8Array(count);
    this.#isLate = new Uint8Array(count);
    this.#brokeAtMs = new Float64Array(count);
    this.#hasOpened = new Uint8Array(count);
    this.#isAwaited = new Uint8Array(count);
    this.#isSlow = new Uint8Array(count);
    this.#maker = new ClientMaker(order, this.#callbacks);
  }

  /** Everything read from the current clients' sockets, including headers and framing. */
  get receivedBytes(): number {
    return this.#clients.reduce((sum, client) => sum + client.receivedBytes, 0);
  }

  /** Events of the run received by all clients. */
  get received(): number {
    return this.#ledger.received + this.#counts.received;
  }

  /** Times below 0, of the latencies since the last account and of everything else. */
  get negativeCount(): number {
    const all = [this.connect, this.firstByte, this.latencies.all, this.recovery];
    return all.reduce((sum, { negativeCount }) => sum + negativeCount, 0);
  }

  /** Compares what was received with what was sent on these tracks. */
  totals(tracks: readonly TrackTotal[]): LedgerTotals {
    const sentTo = this.#subscriptions.sentTo(tracks, (track) => this.#firstArrivals.of(track));
    const graceMs = graceFor(this.latencies.longestMs);
    // All clients that count have the same subscription.
    const { sent, uncertain, marks } = sumOf(this.#subscriptions.of(0).map(sentTo));
    const counted = this.#counts.totals(sent, uncertain, marks);
    return addTotals(this.#ledger.totals(sentTo, graceMs), counted);
  }

  /** What was lost of each load, if there are several. */
  loadLost(tracks: readonly TrackTotal[]): number[] {
    const { loads } = this.#order;
    return this.latencies.ofLoads.map(
      (_, load) => this.totals(tracks.filter(({ track }) => track % loads === load)).lost,
    );
  }

  /**
   * Starts each client at its time; resolves when all have opened or failed, or at `settle`. With stages it
   * resolves at once.
   */
  async open(): Promise<void> {
    const { count, startAtMs, ratePerS, stages } = this.#order;
    if (stages !== undefined) return this.#follow(stages);
    const { dueMs } = countedPacer(ratePerS, count);
    const stop = this.#pace(dueMs, startAtMs, (index, intendedMs) => this.#join(index, intendedMs));
    await this.#allSettled.promise;
    stop();
  }

  /** Replaces clients, the oldest first. */
  churn(ratePerS: number, durationMs: number): void {
    const { count } = this.#order;
    const { dueMs } = constantPacer(ratePerS, durationMs);
    this.#pace(dueMs, wallMs(), (number, intendedMs) => {
      const index = number % count;
      this.#leave(index);
      this.#join(index, intendedMs);
    });
  }

  #follow(stages: readonly ClientStage[]): void {
    const changes = changesOf(stages);
    const absent = Array.from({ length: this.#order.count }, (_, index) => index);
    const there: number[] = [];
    for (const index of absent) this.#vacate(index);
    this.#pace(
      (number) => changes[number]?.dueMs,
      this.#order.startAtMs,
      (number, intendedMs) => {
        const isJoining = changes[number]?.kind === "join";
        const index = (isJoining ? absent : there).shift();
        if (index === undefined) return;
        (isJoining ? there : absent).push(index);
        if (isJoining) this.#join(index, intendedMs);
        else this.#leave(index);
      },
    );
  }

  /** This share of the clients stops reading, spread evenly over all of them. */
  pause(percent: number): void {
    for (const client of this.#clients) {
      if ((client.index * 37) % 100 >= percent) continue;
      this.#isSlow[client.index] = 1;
      client.pause();
    }
  }

  /** All clients read again. */
  resume(): void {
    for (const client of this.#clients) client.resume();
  }

  /** Stops waiting for clients that are not open, and records `reason` as their failure. */
  settle(reason: string): void {
    const missing = this.#order.count - this.#settledCount;
    if (missing > 0) this.failures[reason] = (this.failures[reason] ?? 0) + missing;
    this.#allSettled.resolve();
  }

  /** All open streams are about to be lost: their recovery is timed from now. */
  awaitLoss(): void {
    this.#cutAtMs = wallMs();
    this.recoveredCount = 0;
    this.#isAwaited.set(this.#isOpen);
  }

  /** Breaks all open connections as a network fault would; each client reconnects by itself. */
  cut(): void {
    this.awaitLoss();
    for (const client of this.#clients) client.cut();
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  /** Calls `act` for each index when it is due; call the returned function to stop. */
  #pace(
    dueMs: (number: number) => number | undefined,
    startAtMs: number,
    act: (number: number, intendedMs: number) => void,
  ) {
    let number = 0;
    const timer = setInterval(() => {
      while (this.#connecting.size < MAX_CONNECTING) {
        const nextMs = dueMs(number);
        if (nextMs === undefined) return clearInterval(timer);
        if (startAtMs + nextMs > wallMs()) return;
        act(number++, startAtMs + nextMs);
      }
    }, TICK_MS);
    return () => clearInterval(timer);
  }

  #join(index: number, intendedMs: number): void {
    this.#intendedMs[index] = intendedMs;
    this.#connecting.add(index);
    if (this.#maker.isCounting(index)) {
      this.#vacate(index);
      this.#counts.enter(index);
    }
    this.#clients[index] = this.#maker.make(index);
  }

  #leave(index: number): void {
    this.#clients[index]?.close();
    const wasOpen = this.#isOpen[index] === 1;
    if (wasOpen) this.openCount -= 1;
    const leftAtMs = wasOpen ? wallMs() : (this.#brokeAtMs[index] ?? 0);
    if (this.#hasOpened[index] === 1) {
      for (const one of this.#subscriptions.of(index)) this.#ledger.depart(one, leftAtMs, index);
    }
    this.#isOpen[index] = 0;
    this.#hasOpened[index] = 0;
    this.#connecting.delete(index);
    this.#vacate(index);
  }

  /** The next client in this place expects nothing from before it opens. */
  #vacate(index: number): void {
    this.#isLate[index] = 1;
    for (const one of this.#subscriptions.of(index)) this.#ledger.restart(one, index);
  }

  #arrived(index: number): void {
    const nowMs = wallMs();
    for (const one of this.#subscriptions.of(index)) this.#ledger.arrive(one, nowMs);
  }

  #opened({ index, openedAtMs, firstByteAtMs }: LoadClient): void {
    this.#markOpen(index);
    if (this.#hasOpened[index] === 0) {
      const intendedMs = this.#intendedMs[index] ?? 0;
      this.#hasOpened[index] = 1;
      if (this.#isLate[index] === 1) this.#arrived(index);
      this.#connecting.delete(index);
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

  #received({ id, type, data }: LoadEvent, index: number): void {
    const payload = readPayload(data);
    if (payload === undefined) {
      if (type === GAP_EVENT_TYPE) this.gaps += 1;
      else this.foreign += 1;
      return;
    }
    const { sequence, intendedMs, track } = payload;
    const subscription = this.#subscriptions.find(index, track);
    if (subscription === undefined) {
      this.foreign += 1;
      return;
    }
    const inLog = this.#logOrder.of(id);
    const place = this.#firstArrivals.note(track, sequence, intendedMs, inLog);
    const isFirst = this.#ledger.enter(subscription, sequence, place, index);
    if (!isFirst) return;
    const nowMs = wallMs();
    this.lastReceivedAtMs = nowMs;
    if (this.#isSlow[index] === 1) return;
    this.latencies.record({ intendedMs, atMs: nowMs, load: track % this.#order.loads });
  }

  /** Under a heavy load timers are starved, so progress is also reported from here. */
  #counted(count: number, index: number, repeated: number, marks: number): void {
    this.#counts.add(index, count, repeated, marks);
    this.lastReceivedAtMs = wallMs();
    this.#unreported += count;
    if (this.#unreported < REPORT_EVERY) return;
    this.#unreported = 0;
    this.onManyCounted();
  }

  #lost(index: number, { kind, reason }: Outage): void {
    const wasOpen = this.#isOpen[index] === 1;
    if (wasOpen) {
      this.openCount -= 1;
      this.#brokeAtMs[index] = wallMs();
    }
    this.#isOpen[index] = 0;
    if (this.#isAwaited[index] === 1) return;
    if (wasOpen) this.connectionsLost += 1;
    this.#countFailure(`${kind}: ${reason}`);
  }

  #failed(index: number, outage: Outage): void {
    this.#lost(index, outage);
    this.failedCount += 1;
    this.#connecting.delete(index);
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

function sumOf(all: readonly Sent[]) {
  return {
    sent: all.reduce((sum, { sent }) => sum + sent, 0),
    uncertain: all.reduce((sum, { uncertain }) => sum + uncertain.length, 0),
    marks: all.reduce((sum, { sent }) => sum + sumOfMarks(sent), 0),
  };
}
