/**
 * The one stream that feeds the page: `$stats`, `$canary` and the bench's topic over one EventSource.
 * It always knows its state, and says so when the state changes.
 */

import {
  BENCH_PROGRESS_TYPE,
  BENCH_RESULT_TYPE,
  BENCH_TOPIC,
  CANARY_TOPIC,
  STATS_TOPIC,
  type StatsSnapshot,
} from "#protocol";
import { ReopeningSource, type Source } from "./reopening-source.ts";

export type StreamState = "connecting" | "open" | "stalled" | "closed";

/** An open stream that brought no statistics for so long stalls: they are due each second. */
export const STALL_MS = 3_000;

const BENCH_TYPES: readonly string[] = [BENCH_PROGRESS_TYPE, BENCH_RESULT_TYPE];

export interface HubStreamOptions {
  /** A monotonic clock, in ms. */
  readonly nowMs: () => number;
  readonly onSnapshot: (snapshot: StatsSnapshot) => void;
  /** `sentAtMs` is the hub's clock. */
  readonly onCanary: (sentAtMs: number) => void;
  /** A word of a bench run, which anybody may have published. */
  readonly onBench: (type: string, data: unknown) => void;
  /** Called at each opening, so that what was missed meanwhile can be fetched. */
  readonly onOpen: () => void;
  readonly onChange: () => void;
  readonly open?: (url: string) => Source;
}

export class HubStream {
  readonly #options: HubStreamOptions;
  readonly #source: ReopeningSource;
  #state: StreamState = "connecting";
  #openings = 0;
  #heardAtMs = 0;

  constructor(options: HubStreamOptions) {
    this.#options = options;
    const topics = new URLSearchParams([
      ["topic", STATS_TOPIC],
      ["topic", CANARY_TOPIC],
      ["topic", BENCH_TOPIC],
    ]);
    this.#source = new ReopeningSource({
      url: () => `/events?${topics}`,
      types: ["stats", "canary", ...BENCH_TYPES],
      onOpen: () => this.#onOpen(),
      onLost: () => this.#become("connecting"),
      onClosed: () => this.#become("closed"),
      onEvent: (event) => this.#onEvent(event),
      ...(options.open === undefined ? {} : { open: options.open }),
    });
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Times that the stream was opened again after it had been lost. */
  get reconnects(): number {
    return Math.max(0, this.#openings - 1);
  }

  /** To be called each second: notices that an open stream has gone silent. */
  watch(): void {
    const silentMs = this.#options.nowMs() - this.#heardAtMs;
    if (this.#state === "open" && silentMs > STALL_MS) this.#become("stalled");
  }

  close(): void {
    this.#source.close();
    this.#become("closed");
  }

  #onOpen(): void {
    this.#openings++;
    this.#heard();
    this.#options.onOpen();
  }

  #onEvent(event: MessageEvent<string>): void {
    const data = parsed(event.data);
    if (BENCH_TYPES.includes(event.type)) this.#options.onBench(event.type, data);
    if (event.type === "canary" && isCanary(data)) this.#options.onCanary(data.sentAtMs);
    if (event.type !== "stats" || !isSnapshot(data)) return;
    this.#heard();
    this.#options.onSnapshot(data);
  }

  #heard(): void {
    this.#heardAtMs = this.#options.nowMs();
    this.#become("open");
  }

  #become(state: StreamState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onChange();
  }
}

/** The hub's own events are JSON; on the bench's topic anything may come. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCanary(data: unknown): data is { readonly sentAtMs: number } {
  return hasNumber(data, "sentAtMs");
}

/** The hub that served this page speaks its protocol: telling one from something else is enough. */
function isSnapshot(data: unknown): data is StatsSnapshot {
  return hasNumber(data, "atMs") && hasNumber(data, "connections");
}

function hasNumber(data: unknown, name: string): boolean {
  if (typeof data !== "object" || data === null) return false;
  return typeof Reflect.get(data, name) === "number";
}
