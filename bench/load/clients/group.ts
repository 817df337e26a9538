/** The clients of one process: opens them on schedule, cuts them, and accounts for what they receive. */

import type { Outage } from "../../client/index.ts";
import { addTotals, CountLedger } from "../../stats/count-ledger.ts";
import { DeliveryLedger, type LedgerTotals, type Sent } from "../../stats/ledger.ts";
import { EventLatencies } from "../../stats/event-latencies.ts";
import { LatencyHistogram } from "../../stats/latency.ts";
import { GAP_EVENT_TYPE, parseEventId } from "#protocol";
import { wallMs } from "../time.ts";
import { ClientMaker } from "./maker.ts";
import type { LoadCallbacks, LoadClient, LoadEvent } from "./client.ts";
import type { ClientStage, OpenOrder, TrackTotal } from "./messages.ts";
import { changesOf } from "./stages.ts";
import { TrackSubscriptions } from "./tracks.ts";
import { constantPacer, countedPacer } from "../pacer.ts";
import { readPayload } from "../payload.ts";

/** Most connects at once; more would overflow the server's listen queue. */
const MAX_CONNECTING = 400;
const TICK_MS = 1;
const REPORT_EVERY = 200_000;

/** More than any log contains. */
const POSITIONS_OF_AN_EPOCH = 2 ** 40;

export class ClientGroup {
  readonly connect = new LatencyHistogram();
  readonly firstByte = new LatencyHistogram();
  readonly latency = new LatencyHistogram();
  /** One for each load, if there are several. */
  readonly loadLatencies: readonly LatencyHistogram[];
  readonly recentLatency = new LatencyHistogram();
  /** The same latencies, by when their events were due. */
  readonly eventLatencies = new EventLatencies();
  readonly recovery = new LatencyHistogram();
  readonly failures: Record<string, number> = {};
  openCount = 0;
  failedCount = 0;
  recoveredCount = 0;
  reconnects = 0;
  gaps = 0;
  /** Called when clients that only count have received many more events. */
  onManyCounted: () => void = () => {};
  foreign = 0;
  readonly #order: OpenOrder;
  readonly #ledger: DeliveryLedger;
  readonly #counts: CountLedger;
  readonly #subscriptions: TrackSubscriptions;
  readonly #clients: LoadClient[] = [];
  /** Clients that have neither opened nor failed yet. */
  readonly #connecting = new Set<number>();
  readonly #intendedMs: Float64Array;
  readonly #isOpen: Uint8Array;
  readonly #hasOpened: Uint8Array;
  readonly #allSettled = Promise.withResolvers<void>();
  #settledCount = 0;
  #unreported = 0;
  #cutAtMs: number | undefined;
  readonly #isAwaited: Uint8Array;
  readonly #isSlow: Uint8Array;
  readonly #maker: ClientMaker;
  readonly #callbacks: LoadCallbacks = {
    onOpen: (client) => this.#opened(client),
    onEvent: (event, client) => this.#received(event, client.index),
    onCounted: (count, client) => this.#counted(count, client.index),
    onLost: (outage, client) => this.#lost(client.index, outage),
    onFail: (outage, client) => this.#failed(client.index, outage),
  };
  /** The epochs of the hub's log, in order of arrival. */
  readonly #epochs = new Map<string, number>();
  #lastEpoch = "";
  #lastEpochNumber = 0;

  constructor(order: OpenOrder) {
    const { count, subscriptions, loads } = order;
    this.#order = order;
    this.loadLatencies = Array.from(
      { length: loads > 1 ? loads : 0 },
      () => new LatencyHistogram(),
    );
    this.#subscriptions = new TrackSubscriptions(subscriptions, count);
    this.#ledger = new DeliveryLedger(this.#subscriptions.count, count);
    this.#counts = new CountLedger(count);
    this.#intendedMs = new Float64Array(count);
    this.#isOpen = new Uint8Array(count);
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
    const all = [this.connect, this.firstByte, this.latency, this.recovery];
    return all.reduce((sum, { negativeCount }) => sum + negativeCount, 0);
  }

  /** Compares what was received with what was sent on these tracks. */
  totals(tracks: readonly TrackTotal[]): LedgerTotals {
    const sentTo = this.#subscriptions.sentTo(tracks);
    // All clients that count have the same subscription.
    const { sent, uncertain } = sumOf(this.#subscriptions.of(0).map(sentTo));
    return addTotals(this.#ledger.totals(sentTo), this.#counts.totals(sent, uncertain));
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
    for (const index of absent) this.#restart(index);
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
      this.#restart(index);
      this.#counts.enter(index);
    }
    this.#clients[index] = this.#maker.make(index);
  }

  #leave(index: number): void {
    this.#clients[index]?.close();
    if (this.#isOpen[index] === 1) this.openCount -= 1;
    this.#isOpen[index] = 0;
    this.#hasOpened[index] = 0;
    this.#connecting.delete(index);
    this.#restart(index);
  }

  /** The next client in this place expects nothing from before its first event. */
  #restart(index: number): void {
    for (const one of this.#subscriptions.of(index)) this.#ledger.restart(one, index);
  }

  #opened({ index, openedAtMs, firstByteAtMs }: LoadClient): void {
    this.#markOpen(index);
    if (this.#hasOpened[index] === 0) {
      const intendedMs = this.#intendedMs[index] ?? 0;
      this.#hasOpened[index] = 1;
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
    const isFirst = this.#ledger.enter(subscription, sequence, this.#orderOf(id), index);
    if (!isFirst || this.#isSlow[index] === 1) return;
    const latencyMs = wallMs() - intendedMs;
    this.latency.record(latencyMs);
    this.recentLatency.record(latencyMs);
    this.eventLatencies.record(intendedMs, latencyMs);
    this.loadLatencies[track % this.#order.loads]?.record(latencyMs);
  }

  /** Under a heavy load timers are starved, so progress is also reported from here. */
  #counted(count: number, index: number): void {
    this.#counts.add(index, count);
    this.#unreported += count;
    if (this.#unreported < REPORT_EVERY) return;
    this.#unreported = 0;
    this.onManyCounted();
  }

  /** The hub keeps its log's order: a later epoch continues where the previous one ended, or starts again. */
  #orderOf(id: string): number | undefined {
    const place = parseEventId(id);
    if (place === undefined) return undefined;
    // Nearly every event has the same epoch as the one before.
    if (place.epoch !== this.#lastEpoch) this.#lastEpochNumber = this.#numberOf(place.epoch);
    this.#lastEpoch = place.epoch;
    return this.#lastEpochNumber * POSITIONS_OF_AN_EPOCH + place.position;
  }

  #numberOf(epoch: string): number {
    const number = this.#epochs.get(epoch) ?? this.#epochs.size;
    this.#epochs.set(epoch, number);
    return number;
  }

  #lost(index: number, { kind, reason }: Outage): void {
    if (this.#isOpen[index] === 1) this.openCount -= 1;
    this.#isOpen[index] = 0;
    if (this.#isAwaited[index] === 0) this.#countFailure(`${kind}: ${reason}`);
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

function sumOf(all: readonly Sent[]): { readonly sent: number; readonly uncertain: number } {
  return {
    sent: all.reduce((sum, { sent }) => sum + sent, 0),
    uncertain: all.reduce((sum, { uncertain }) => sum + uncertain.length, 0),
  };
}
