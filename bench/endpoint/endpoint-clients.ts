/**
 * The clients of an endpoint run, all in this process so that they share one clock: opens them, cuts every other one
 * on purpose, and passes what arrives to the instruments.
 */

import {
  ClientTarget,
  MeasuringClient,
  type Outage,
  type ResponseHead,
  type StreamEvent,
} from "../client/index.ts";
import { untilReached, wallMs } from "../load/time.ts";
import { countedPacer } from "../load/pacer.ts";
import type { DateSample } from "./clock-offset.ts";
import { EndpointRecord, type EndpointRecordOptions } from "./endpoint-record.ts";

const TICK_MS = 1;
/** Most concurrent connects; more would overflow the server's listen queue. */
const MAX_CONNECTING = 400;
const MAX_DATES = 10_000;
/** Gives up on clients that have not opened after this long. */
const OPEN_QUIET_MS = 10_000;

export interface EndpointClientsOptions extends EndpointRecordOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly isInsecure: boolean;
  readonly rampPerS: number;
}

export class EndpointClients {
  readonly record: EndpointRecord;
  /** One for each response with a Date. */
  readonly dates: DateSample[] = [];
  firstHead: ResponseHead | undefined;
  openCount = 0;
  /** How many have opened at least once. */
  openedCount = 0;
  settledCount = 0;
  /** They were refused for good. */
  failedCount = 0;
  /** They opened, and later gave up for good. */
  gaveUpCount = 0;
  readonly #options: EndpointClientsOptions;
  readonly #target: ClientTarget;
  readonly #clients: MeasuringClient[] = [];
  readonly #intendedMs: number[] = [];
  readonly #hasSettled: Uint8Array;
  readonly #hasOpened: Uint8Array;
  readonly #isOpen: Uint8Array;
  readonly #hasFailed: Uint8Array;
  readonly #askedAtMs: Float64Array;
  #cutAtMs = Infinity;

  /** @throws {TypeError} when a header is not a valid field */
  constructor(options: EndpointClientsOptions) {
    const { url, headers, isInsecure, clients } = options;
    this.#options = options;
    this.record = new EndpointRecord(options);
    this.#hasSettled = new Uint8Array(clients);
    this.#hasOpened = new Uint8Array(clients);
    this.#isOpen = new Uint8Array(clients);
    this.#hasFailed = new Uint8Array(clients);
    this.#askedAtMs = new Float64Array(clients);
    this.#target = new ClientTarget({
      url,
      headers,
      tls: { rejectUnauthorized: !isInsecure },
      callbacks: {
        onHead: (head, client) => this.#onHead(head, client),
        onOpen: (client) => this.#onOpen(client),
        onEvent: (event, client) => this.#onEvent(event, client),
        onRetry: (retryMs) => this.record.retried(retryMs),
        onComment: (_text, client) => this.record.commented(client.index, wallMs()),
        onLost: (outage, _delayMs, client) => this.#onLost(outage, client.index),
        onFail: (outage, client) => this.#onFail(outage, client.index),
      },
    });
  }

  /** When half of them were cut; infinite before. */
  get cutAtMs(): number {
    return this.#cutAtMs;
  }

  /** How many have opened and are never cut. */
  get uncutCount(): number {
    return this.#hasOpened.filter((has, index) => has === 1 && !this.#options.isToBeCut(index))
      .length;
  }

  /** How many are open, have asked again since `atMs`, or never will. */
  presentSince(atMs: number): number {
    return this.#askedAtMs.filter((askedAtMs, index) => {
      const isGone = this.#hasFailed[index] === 1 || this.#hasOpened[index] === 0;
      return isGone || this.#isOpen[index] === 1 || askedAtMs >= atMs;
    }).length;
  }

  /** Opens all at their pace; those that do not open in time are left out of the account. */
  async open(signal: AbortSignal): Promise<void> {
    const { clients } = this.#options;
    const startedAtMs = wallMs();
    const timer = setInterval(() => this.#openDue(startedAtMs), TICK_MS);
    try {
      await untilReached(() => this.settledCount, clients, OPEN_QUIET_MS, signal);
    } finally {
      clearInterval(timer);
    }
    for (let client = 0; client < clients; client++) {
      if (this.#hasOpened[client] === 0) this.record.book.excuse(client);
    }
  }

  /** Breaks every other connection, as a network fault would; returns how many. */
  cut(): number {
    this.#cutAtMs = wallMs();
    const toCut = this.#clients.filter(
      ({ index }) => this.#options.isToBeCut(index) && this.#isOpen[index] === 1,
    );
    for (const client of toCut) {
      this.record.cut(client.index, this.#cutAtMs);
      client.cut();
    }
    return toCut.length;
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  #openDue(startedAtMs: number): void {
    const pacer = countedPacer(this.#options.rampPerS, this.#options.clients);
    while (this.#clients.length - this.settledCount < MAX_CONNECTING) {
      const index = this.#clients.length;
      const dueMs = pacer.dueMs(index);
      if (dueMs === undefined || startedAtMs + dueMs > wallMs()) return;
      this.#intendedMs.push(startedAtMs + dueMs);
      this.#clients.push(new MeasuringClient(this.#target, { index }));
    }
  }

  #onHead(head: ResponseHead, { startedAtMs }: MeasuringClient): void {
    this.firstHead ??= head;
    const dateMs = Date.parse(head.headers.get("date") ?? "");
    if (Number.isNaN(dateMs) || this.dates.length >= MAX_DATES) return;
    const sentAtMs = performance.timeOrigin + startedAtMs;
    this.dates.push({ dateMs, sentAtMs, receivedAtMs: wallMs() });
  }

  #onOpen({ index, openedAtMs, firstByteAtMs, startedAtMs, retryMs }: MeasuringClient): void {
    this.#isOpen[index] = 1;
    this.openCount += 1;
    const isFirst = this.#hasOpened[index] === 0;
    this.#hasOpened[index] = 1;
    if (isFirst) this.openedCount += 1;
    const askedAtMs = performance.timeOrigin + startedAtMs;
    this.#askedAtMs[index] = askedAtMs;
    this.record.book.asked(index, askedAtMs);
    const intendedMs = (this.#intendedMs[index] ?? 0) - performance.timeOrigin;
    this.#settle(index);
    if (isFirst) {
      this.record.connect.record(openedAtMs - intendedMs);
      this.record.firstByte.record(firstByteAtMs - intendedMs);
      return;
    }
    const isInTime = askedAtMs - this.#cutAtMs >= retryMs - TICK_MS;
    this.record.reopened(index, askedAtMs, wallMs(), isInTime);
  }

  #onEvent(event: StreamEvent, { index, startedAtMs, receivedBytes }: MeasuringClient): void {
    const atMs = wallMs();
    this.record.arrived(event, index, atMs, atMs - performance.timeOrigin - startedAtMs);
    if (index === 0) this.record.rhythm.enterBurst(atMs, receivedBytes);
  }

  #onLost(outage: Outage, index: number): void {
    if (this.#isOpen[index] === 1) this.openCount -= 1;
    this.#isOpen[index] = 0;
    this.record.lost(index, outage);
  }

  #onFail(outage: Outage, index: number): void {
    this.#onLost(outage, index);
    this.#hasFailed[index] = 1;
    this.failedCount += 1;
    if (this.#hasOpened[index] === 1) this.gaveUpCount += 1;
    this.#settle(index);
  }

  #settle(index: number): void {
    if (this.#hasSettled[index] === 1) return;
    this.#hasSettled[index] = 1;
    this.settledCount += 1;
  }
}
