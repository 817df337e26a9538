/** For tests: a response of the faulty server, with the given fault. */

import { gzipSync } from "node:zlib";
import type { Clock } from "./clock.ts";

/** The possible faults. */
export type Fault =
  | "status"
  | "content-type"
  | "charset"
  | "late-headers"
  | "block-buffer"
  | "timed-buffer"
  | "proxy-without-hint"
  | "unflushed-compression"
  | "flushed-compression"
  | "unasked-compression"
  | "no-heartbeat"
  | "idle-cut"
  | "short-life"
  | "no-ids"
  | "long-ids"
  | "ignores-resume"
  | "repeats-last"
  | "repeats-all"
  | "broken-lines"
  | "no-origins"
  | "no-preflight"
  | "cacheable"
  | "no-cache-control"
  | "private-cache"
  | "no-retry"
  | "same-retry"
  /** Holds events of a client that accepts compression back, without compressing them. */
  | "browser-buffer"
  /** Does not even send the headers to a client that accepts compression. */
  | "browser-silence"
  /** Its compressor is flushed, but some time later. */
  | "late-flush"
  /** Says gzip, and is not. */
  | "false-gzip"
  /** One comment at the start, and never again. */
  | "greeting-comment"
  /** Once a minute. */
  | "rare-heartbeat"
  /** The rest is unusual, but no fault. */
  | Unusual;

export type Unusual =
  | "large-gzip"
  | "long-lines"
  | "endless-lines"
  | "large-headers"
  /** Each connection counts its own events. */
  | "connection-ids"
  /** An event without an id when a stream opens, and after each event. */
  | "greets"
  | "slow-to-open"
  | "slow-publish"
  | "refuses-line-ends"
  /** Writes an event in parts, with pauses in between. */
  | "writes-parts";

export interface StreamEventOut {
  readonly id: string;
  readonly data: string;
}

const HEARTBEAT_MS = 15_000;
const IDLE_CUT_MS = 8_000;
const LIFE_MS = 12_000;
const BLOCK_BYTES = 4_096;
const TIMED_BUFFER_MS = 900;
const GREETING_MS = 10;
const SLOW_OPEN_MS = 1_500;
const PART_PAUSE_MS = 100;
const RARE_BEAT_MS = 60_000;
const BIG_HEADERS = Array.from({ length: 20 }, (_, n) => `X-Filler-${n}: ${"x".repeat(2_000)}`);
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

export interface FaultyStreamOptions {
  readonly fault: Fault | undefined;
  readonly clock: Clock;
  /** Whether the client asked for gzip. */
  readonly wantsGzip: boolean;
  /** Counts streams from 0, for the jitter of `retry:`. */
  readonly index: number;
  readonly write: (bytes: Uint8Array | string) => void;
  readonly end: () => void;
}

export class FaultyStream {
  readonly #options: FaultyStreamOptions;
  readonly #isCompressed: boolean;
  #isHeadSent = false;
  readonly #early: StreamEventOut[] = [];
  #sentEvents = 0;
  #partsUntilMs = 0;
  #waiting = Buffer.alloc(0);
  #timers: Disposable[] = [];
  #idleTimer: Disposable | undefined;

  constructor(options: FaultyStreamOptions) {
    const { fault, wantsGzip } = options;
    this.#options = options;
    this.#isCompressed =
      fault === "unasked-compression" ||
      (wantsGzip && /^(un)?flushed-|-gzip$|^late-flush/.test(fault ?? ""));
    if (fault === "slow-to-open") this.#later(SLOW_OPEN_MS, () => this.#openLate());
    else if (fault !== "late-headers" && !(fault === "browser-silence" && wantsGzip)) {
      this.#sendHead();
    }
    if (fault === "short-life") this.#later(LIFE_MS, options.end);
    if (!["no-heartbeat", "idle-cut", "greeting-comment"].includes(fault ?? "")) this.#beat();
    this.#restartIdleCut();
  }

  send({ id, data }: StreamEventOut): void {
    const { fault, wantsGzip } = this.#options;
    if (fault === "browser-silence" && wantsGzip) return;
    if (fault === "slow-to-open" && !this.#isHeadSent) return void this.#early.push({ id, data });
    const text = fault === "broken-lines" ? data : data.replaceAll(/\r|\n/g, "\ndata: ");
    this.#sentEvents += 1;
    const ownId = fault === "connection-ids" ? String(this.#sentEvents) : id;
    const lines = `${fault === "no-ids" ? "" : `id: ${ownId}\n`}data: ${text}\n\n`;
    if (fault === "writes-parts") this.#writeParts(lines);
    else this.#body(lines);
    if (fault === "greets") this.#body("event: ping\ndata: {}\n\n");
    this.#restartIdleCut();
  }

  dispose(): void {
    for (const timer of this.#timers) timer[Symbol.dispose]();
    this.#idleTimer?.[Symbol.dispose]();
  }

  #openLate(): void {
    this.#sendHead();
    for (const event of this.#early.splice(0)) this.send(event);
  }

  #writeParts(text: string): void {
    const nowMs = this.#options.clock.nowMs();
    const at = text.indexOf("data: ") + 6 + (this.#sentEvents % 5) * 10;
    const startMs = Math.max(nowMs, this.#partsUntilMs);
    this.#partsUntilMs = startMs + PART_PAUSE_MS;
    this.#later(startMs - nowMs, () => this.#body(text.slice(0, at)));
    this.#later(this.#partsUntilMs - nowMs, () => this.#body(text.slice(at)));
  }

  #greet(): void {
    const { fault, index } = this.#options;
    const retryMs = fault === "same-retry" ? 2_000 : 1_000 + index * 137;
    if (fault === "greets") this.#body("event: hello\ndata: {}\n\n");
    if (fault === "greeting-comment") this.#later(GREETING_MS, () => this.#body(": hello\n\n"));
    if (fault !== "no-retry") this.#body(`retry: ${retryMs}\n\n`);
  }

  #beat(): void {
    const { fault } = this.#options;
    const usualMs = fault === "rare-heartbeat" ? RARE_BEAT_MS : HEARTBEAT_MS;
    const period = fault === "short-life" ? 1_000 : usualMs;
    this.#later(period, () => {
      if (this.#isHeadSent) this.#body(":\n\n");
      this.#beat();
    });
  }

  #restartIdleCut(): void {
    if (this.#options.fault !== "idle-cut") return;
    this.#idleTimer?.[Symbol.dispose]();
    this.#idleTimer = this.#options.clock.startTimer(IDLE_CUT_MS, this.#options.end);
  }

  #later(delayMs: number, fire: () => void): void {
    this.#timers.push(this.#options.clock.startTimer(delayMs, fire));
  }

  #sendHead(): void {
    this.#isHeadSent = true;
    this.#options.write(
      `HTTP/1.1 200 OK\r\n${headLines(this.#options.fault, this.#isCompressed).join("\r\n")}\r\n\r\n`,
    );
    if (this.#options.fault === "unflushed-compression" && this.#isCompressed)
      this.#chunk(GZIP_HEADER);
    this.#greet();
  }

  #body(text: string): void {
    const { fault, wantsGzip } = this.#options;
    if (!this.#isHeadSent) this.#sendHead();
    if (fault === "block-buffer" || fault === "timed-buffer") return this.#gather(text);
    if (fault === "browser-buffer" && wantsGzip) return this.#gather(text);
    if (fault === "late-flush" && this.#isCompressed) {
      return this.#later(TIMED_BUFFER_MS, () => this.#chunk(gzipSync(text)));
    }
    if (!this.#isCompressed || fault === "false-gzip") return this.#chunk(Buffer.from(text));
    // A compressor that is not flushed keeps its input.
    if (fault !== "unflushed-compression") this.#chunk(gzipSync(text));
  }

  #gather(text: string): void {
    const wasEmpty = this.#waiting.length === 0;
    this.#waiting = Buffer.concat([this.#waiting, Buffer.from(text)]);
    if (this.#options.fault === "timed-buffer") {
      if (wasEmpty) this.#later(TIMED_BUFFER_MS, () => this.#release(this.#waiting.length));
      return;
    }
    while (this.#waiting.length >= BLOCK_BYTES) this.#release(BLOCK_BYTES);
  }

  #release(bytes: number): void {
    this.#chunk(this.#waiting.subarray(0, bytes));
    this.#waiting = this.#waiting.subarray(bytes);
  }

  #chunk(bytes: Uint8Array): void {
    const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
    this.#options.write(Buffer.concat([size, bytes, Buffer.from("\r\n")]));
  }
}

function headLines(fault: Fault | undefined, isCompressed: boolean): string[] {
  const lines = ["Transfer-Encoding: chunked", `Content-Type: ${contentTypeOf(fault)}`];
  if (fault === "proxy-without-hint") lines.push("Server: nginx/1.29.3");
  else lines.push("X-Accel-Buffering: no");
  if (fault === "large-headers") lines.push(...BIG_HEADERS);
  if (fault === "cacheable") lines.push("Cache-Control: public, max-age=60");
  else if (fault === "private-cache") lines.push("Cache-Control: private, max-age=60");
  else if (fault !== "no-cache-control") lines.push("Cache-Control: no-store");
  if (fault !== "no-origins") lines.push("Access-Control-Allow-Origin: *");
  if (isCompressed) lines.push("Content-Encoding: gzip");
  return lines;
}

function contentTypeOf(fault: Fault | undefined): string {
  if (fault === "content-type") return "text/plain";
  return fault === "charset" ? "text/event-stream; charset=iso-8859-1" : "text/event-stream";
}
