/**
 * The stream that feeds the page: `$stats`, `$canary` and the bench's topic over one EventSource, which all tabs of
 * the browser share. It tracks its state and reports changes.
 */

import {
  BENCH_PROGRESS_TYPE,
  BENCH_RESULT_TYPE,
  BENCH_TOPIC,
  CANARY_TOPIC,
  STATS_TOPIC,
  type StatsSample,
  type StatsSnapshot,
} from "#protocol";
import { parsedJson } from "../common/json.ts";
import type { Source } from "./reopening-source.ts";
import { SharedSource } from "./shared-source.ts";
import type { OpenTabs, Phase, StreamEvent } from "./tabs.ts";

export type StreamState = "connecting" | "open" | "stalled" | "closed";

/** An open stream has stalled after this long without statistics, which are due every second. */
export const STALL_MS = 1_700;
/** The hub's default `retry` is at most 3 s; a response 2 s later is late. */
export const LATE_OPENING_MS = 5_000;

const BENCH_TYPES: readonly string[] = [BENCH_PROGRESS_TYPE, BENCH_RESULT_TYPE];
/** More than can be in flight while one tab takes over from another. */
const REMEMBERED_EVENTS = 100;

export interface HubStreamOptions {
  /** A clock that all tabs share, in ms since 1970. */
  readonly nowMs: () => number;
  readonly onSnapshot: (snapshot: StatsSnapshot) => void;
  /** A minute's row, after its last second. */
  readonly onMinute?: (minute: StatsSample) => void;
  /** `sentAtMs` is the hub's clock. */
  readonly onCanary: (sentAtMs: number) => void;
  /** An event of a bench run; anyone may have published it. */
  readonly onBench: (event: StreamEvent) => void;
  /** Called at each opening, so that missed data can be fetched. */
  readonly onOpen: () => void;
  readonly onChange: () => void;
  readonly open?: (url: string) => Source;
  readonly openTabs?: OpenTabs;
}

export class HubStream {
  readonly #options: HubStreamOptions;
  readonly #source: SharedSource;
  readonly #seen = new Set<string>();
  #state: StreamState = "connecting";
  #stateAtMs: number;
  #isAway = false;
  #openings = 0;
  #heardAtMs = 0;

  constructor(options: HubStreamOptions) {
    const { nowMs, open, openTabs } = options;
    this.#options = options;
    this.#stateAtMs = nowMs();
    this.#source = new SharedSource({
      url: streamUrl,
      types: ["stats", "minute", "canary", ...BENCH_TYPES],
      nowMs,
      onPhase: (phase) => this.#onPhase(phase),
      onEvent: (event) => this.#onEvent(event),
      ...(open === undefined ? {} : { open }),
      ...(openTabs === undefined ? {} : { openTabs }),
    });
    this.#source.join();
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Whether this tab holds the stream and feeds the others. */
  get isHeldHere(): boolean {
    return this.#source.leads;
  }

  /** How often any tab has reopened the stream since this page was opened. */
  get reconnects(): number {
    return Math.max(0, this.#openings - 1);
  }

  /** The last attempt to reach the hub failed: this is more than waiting for its answer. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** Whether the hub should have answered by now. */
  get isLate(): boolean {
    const waitedMs = this.#options.nowMs() - this.#stateAtMs;
    return this.#state === "connecting" && waitedMs > LATE_OPENING_MS;
  }

  /** Takes part again after `leave()`. */
  join(): void {
    this.#stateAtMs = this.#options.nowMs();
    this.#source.join();
  }

  /** Call before the page is frozen or closed. */
  leave(): void {
    this.#source.leave();
  }

  /** Call every second: notices if the tab that holds the stream has gone silent. */
  watch(): void {
    this.#source.watch();
    this.lookForSilence();
  }

  /** Call as often as silence is to be noticed. */
  lookForSilence(): void {
    const silentMs = this.#options.nowMs() - this.#heardAtMs;
    if (this.#state === "open" && silentMs > STALL_MS) this.#become("stalled");
  }

  #onPhase(phase: Phase): void {
    if (phase === "lost" || phase === "closed") this.#isAway = true;
    if (phase !== "open") return this.#become(phase === "lost" ? "connecting" : phase);
    this.#isAway = false;
    this.#openings++;
    this.#heard();
    this.#options.onOpen();
  }

  #onEvent(event: StreamEvent): void {
    if (!this.#isNew(event)) return;
    if (BENCH_TYPES.includes(event.type)) return this.#options.onBench(event);
    const data = parsedJson(event.data);
    if (event.type === "canary" && isCanary(data)) this.#options.onCanary(data.sentAtMs);
    if (event.type === "minute" && isSample(data)) this.#options.onMinute?.(data);
    if (event.type !== "stats" || !isSnapshot(data)) return;
    this.#heard();
    this.#options.onSnapshot(data);
  }

  /**
   * A tab that takes over resumes after the last event it saw itself, and another tab may have seen more. The hub's
   * own events have no id, but contain their time, so their data identifies them.
   */
  #isNew({ type, data, lastEventId }: StreamEvent): boolean {
    const key = BENCH_TYPES.includes(type) ? lastEventId : data;
    if (key === "") return true;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > REMEMBERED_EVENTS && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }

  #heard(): void {
    this.#heardAtMs = this.#options.nowMs();
    this.#become("open");
  }

  #become(state: StreamState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#stateAtMs = this.#options.nowMs();
    this.#options.onChange();
  }
}

function streamUrl(lastEventId: string): string {
  const query = new URLSearchParams(
    [STATS_TOPIC, CANARY_TOPIC, BENCH_TOPIC].map((topic) => ["topic", topic]),
  );
  if (lastEventId !== "") query.set("lastEventID", lastEventId);
  return `/events?${query}`;
}

function isCanary(data: unknown): data is { readonly sentAtMs: number } {
  return hasNumber(data, "sentAtMs");
}

/** A rough check suffices, since the hub that served this page speaks its protocol. */
function isSnapshot(data: unknown): data is StatsSnapshot {
  return isSample(data);
}

function isSample(data: unknown): data is StatsSample {
  return hasNumber(data, "atMs") && hasNumber(data, "connections");
}

function hasNumber(data: unknown, name: string): boolean {
  if (typeof data !== "object" || data === null) return false;
  return typeof Reflect.get(data, name) === "number";
}
