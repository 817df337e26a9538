/**
 * A subscriber that counts its events without parsing them: it connects and checks the answer like any other,
 * and its count must match what was published. Used where clients must cost less than the server does.
 * It has no position to resume from, so a lost connection is lost for good.
 */

import { Exchange, type ExchangeObserver } from "../../client/exchange.ts";
import type { Outage, ResponseHead, Endpoint } from "../../client/index.ts";
import { judge } from "../../client/verdict.ts";
import type { Transport } from "../../result/result.ts";
import { FrameWalker } from "../ws/frame-walker.ts";
import type { LoadClient } from "./client.ts";
import { RecordCounter } from "./record-counter.ts";

/** Bun treats TLS options without any content as no TLS. */
const TLS = { rejectUnauthorized: true };

export interface CountingCallbacks {
  onOpen(client: LoadClient): void;
  /** `marks` are what the marks of these events add up to; `NaN` if one has none. */
  onCounted(count: number, client: LoadClient, repeated: number, marks: number): void;
  onFail(outage: Outage, client: LoadClient): void;
}

export interface CountingOptions {
  readonly index: number;
  readonly endpoint: Endpoint;
  readonly request: Buffer;
  readonly localAddress: string | undefined;
  readonly transport: Transport;
  /** Shorter records are comments, not events. */
  readonly minBytes: number;
}

export class CountingClient implements LoadClient {
  readonly index: number;
  openedAtMs = Number.NaN;
  readonly #callbacks: CountingCallbacks;
  readonly #transport: Transport;
  readonly #exchange: Exchange<CountingClient>;
  readonly #records: RecordCounter;
  readonly #frames: FrameWalker | undefined;
  #counted = 0;

  constructor(callbacks: CountingCallbacks, options: CountingOptions) {
    const { index, endpoint, request, localAddress, transport, minBytes } = options;
    this.index = index;
    this.#callbacks = callbacks;
    this.#transport = transport;
    const endsIn = transport === "ws" ? "line" : "blank-line";
    this.#records = new RecordCounter({ endsIn, minBytes });
    if (transport === "ws") {
      this.#frames = new FrameWalker((bytes, start, end) => this.#count(bytes, start, end));
    }
    this.#exchange = new Exchange(OBSERVER, this, { endpoint, request, tls: TLS, localAddress });
  }

  get firstByteAtMs(): number {
    return this.#exchange.firstByteAtMs;
  }

  get receivedBytes(): number {
    return this.#exchange.receivedBytes;
  }

  close(): void {
    this.#exchange.leave();
  }

  cut(): void {
    this.#exchange.reset();
    this.fail({ kind: "cut", reason: "Cut by the bench" });
  }

  pause(): void {
    this.#exchange.pause();
  }

  resume(): void {
    this.#exchange.resume();
  }

  answered(head: ResponseHead): void {
    const refusal = this.#refusalOf(head);
    if (refusal !== undefined) {
      this.#exchange.leave();
      return this.fail(refusal);
    }
    this.openedAtMs = performance.now();
    this.#callbacks.onOpen(this);
  }

  take(bytes: Buffer, start: number, end: number): void {
    if (this.#frames === undefined) this.#count(bytes, start, end);
    else this.#frames.push(bytes, start, end);
    if (this.#counted === 0) return;
    const records = this.#records;
    this.#callbacks.onCounted(this.#counted, this, records.takeRepeated(), records.takeMarks());
    this.#counted = 0;
  }

  fail(outage: Outage): void {
    this.#callbacks.onFail(outage, this);
  }

  #count(bytes: Uint8Array, start: number, end: number): void {
    this.#counted += this.#records.push(bytes, start, end);
  }

  #refusalOf(head: ResponseHead): Outage | undefined {
    if (this.#transport === "ws") {
      if (head.status === 101) return undefined;
      return { kind: "status", reason: `Answered ${head.status}, not 101` };
    }
    const verdict = judge(head);
    if (verdict.kind === "fail") return verdict.outage;
    if (verdict.kind === "open") return undefined;
    return { kind: "redirect", reason: `Redirected to ${verdict.location}` };
  }
}

const OBSERVER: ExchangeObserver<CountingClient> = {
  onHead: (head, client) => client.answered(head),
  onBody: (bytes, start, end, client) => client.take(bytes, start, end),
  onOver: (outage, client) => client.fail(outage),
};
