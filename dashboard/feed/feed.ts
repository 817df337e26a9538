/**
 * From the stream to the store: each snapshot becomes a row, each canary a latency of this page. After each opening
 * it fetches what was missed, and estimates the hub's clock again.
 */

import { MOST_MINUTES, MOST_SECONDS, type StatsSample, type StatsSnapshot } from "#protocol";
import type { Alarms } from "../past/alarms.ts";
import type { BenchRun } from "../past/bench-run.ts";
import { type ClockEstimate, measureClock, surerEstimate } from "./clock.ts";
import { type Headline, nextHeadline } from "../past/headline.ts";
import { fetchHistory, fetchStats, type HistoryWanted } from "./hub-api.ts";
import { LateAnswers } from "./late-answers.ts";
import { LastHeard } from "../offline/last-heard.ts";
import { PageLatency } from "../past/page-latency.ts";
import type { HubPast } from "../past/past.ts";
import { HubStream, type StreamState } from "./stream.ts";
import type { StreamEvent } from "./tabs.ts";
import { cpuShares } from "../past/threads.ts";

const CLOCK_EVERY_MS = 30_000;
const CLOCK_ROUND_TRIPS = 12;
const WATCH_MS = 1_000;
const SPARE_ROWS = 5;
/** Figures look stale within two seconds. */
const SILENCE_MS = 200;

export interface FeedOptions {
  readonly past: HubPast;
  readonly benchRun: BenchRun;
  readonly alarms: Alarms;
  /** Since 1970, in ms with fractions. */
  readonly wallMs: () => number;
  readonly onChange: () => void;
}

export class Feed {
  readonly #options: FeedOptions;
  readonly #stream: HubStream;
  readonly #lateAnswers: LateAnswers;
  readonly #pageLatency = new PageLatency();
  readonly #lastHeard: LastHeard;
  readonly #minuteLatency = new PageLatency();
  #clock: ClockEstimate | undefined;
  #clockAtMs = 0;
  #isMeasuring = false;
  #snapshot: StatsSnapshot | undefined;
  #headline: Headline | undefined;
  #snapshotAtMs = 0;
  #cpuShares: readonly (number | undefined)[] = [];
  /** Until when no row is missing, by this page's clock. */
  #completeToMs: number | undefined;
  #isComplete = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#lastHeard = new LastHeard(options.wallMs());
    this.#lateAnswers = new LateAnswers({ onChange: options.onChange });
    this.#stream = new HubStream({
      nowMs: options.wallMs,
      onSnapshot: (snapshot) => this.#onSnapshot(snapshot),
      onMinute: (minute) => this.#onMinute(minute),
      onCanary: (sentAtMs) => this.#onCanary(sentAtMs),
      onBench: (event) => this.#onBench(event),
      onOpen: () => void this.#onOpen(),
      onChange: options.onChange,
    });
    setInterval(() => this.#watch(), WATCH_MS);
    setInterval(() => this.#stream.lookForSilence(), SILENCE_MS);
    setInterval(() => void this.#measureClock(), CLOCK_EVERY_MS);
  }

  get streamState(): StreamState {
    return this.#stream.state;
  }

  get reconnects(): number {
    return this.#stream.reconnects;
  }

  /** When the hub was last heard from, if it is away; in ms since 1970, by this machine's clock. */
  get offlineSinceMs(): number | undefined {
    return this.#lastHeard.offlineSinceMs(this.#stream.isAway, this.#options.wallMs());
  }

  get isStreamHeldHere(): boolean {
    return this.#stream.isHeldHere;
  }

  /** The hub has yet to answer a request or open the stream. */
  get isWaiting(): boolean {
    return this.#lateAnswers.count > 0 || this.#stream.isLate;
  }

  /** Call before the page is frozen or closed: another tab then takes the stream. */
  leave(): void {
    this.#stream.leave();
  }

  join(): void {
    this.#stream.join();
  }

  get clock(): ClockEstimate | undefined {
    return this.#clock;
  }

  get snapshot(): StatsSnapshot | undefined {
    return this.#snapshot;
  }

  get headline(): Headline | undefined {
    return this.#headline;
  }

  /** Of each thread that serves clients, between the last two snapshots. */
  get cpuShares(): readonly (number | undefined)[] {
    return this.#cpuShares;
  }

  /** The newest time of the charts, by the hub's clock. It advances in whole seconds while the hub is silent. */
  get newestMs(): number {
    const newestMs = this.#options.past.seconds.newestAtMs ?? this.#options.wallMs();
    const silentMs = this.#snapshot === undefined ? 0 : this.#options.wallMs() - this.#snapshotAtMs;
    return newestMs + Math.floor(silentMs / 1000) * 1000;
  }

  /** Since when there can be data, by the hub's clock: since its start, or since that of the hub before it. */
  get sinceMs(): number | undefined {
    if (this.#snapshot === undefined) return undefined;
    const { atMs, hub } = this.#snapshot;
    return Math.min(atMs - hub.uptimeMs, this.#options.past.oldestAtMs ?? Infinity);
  }

  #onSnapshot(snapshot: StatsSnapshot): void {
    const before = this.#snapshot?.hub.epoch === snapshot.hub.epoch ? this.#snapshot : undefined;
    const headline = this.#show(snapshot);
    this.#options.alarms.observe({ snapshot, before, headline });
    this.#options.past.seconds.append(snapshot, this.#pageLatency.takeSummary());
    if (this.#isComplete) this.#completeToMs = this.#options.wallMs();
    this.#options.onChange();
  }

  #onMinute(minute: StatsSample): void {
    this.#options.past.minutes.append(minute, this.#minuteLatency.takeSummary());
    this.#options.onChange();
  }

  #show(snapshot: StatsSnapshot): Headline {
    const isNew = this.#snapshot?.hub.state !== "draining";
    if (snapshot.hub.state === "draining" && isNew) this.#options.past.noteDrain(snapshot.atMs);
    this.#cpuShares = cpuShares(this.#snapshot, snapshot);
    this.#headline = nextHeadline(this.#headline, snapshot);
    this.#snapshot = snapshot;
    this.#snapshotAtMs = this.#options.wallMs();
    this.#lastHeard.note(this.#snapshotAtMs);
    return this.#headline;
  }

  #onCanary(sentAtMs: number): void {
    if (this.#clock === undefined) return;
    const latencyMs = this.#options.wallMs() + this.#clock.offsetMs - sentAtMs;
    this.#pageLatency.record(latencyMs);
    this.#minuteLatency.record(latencyMs);
  }

  /** The bench may run on another machine, so its seconds are timed by their arrival on the hub's clock. */
  #onBench({ type, data, lastEventId: id }: StreamEvent): void {
    const { benchRun, wallMs, onChange } = this.#options;
    benchRun.take({ id, type, data, atMs: wallMs() + (this.#clock?.offsetMs ?? 0) });
    onChange();
  }

  /** It may be a different hub, with a different clock. */
  async #onOpen(): Promise<void> {
    this.#clock = undefined;
    this.#isComplete = false;
    try {
      const snapshot = await this.#lateAnswers.watch(fetchStats());
      if (this.#snapshot === undefined) this.#show(snapshot);
      const missing = await this.#lateAnswers.watch(fetchHistory(this.#missing()));
      this.#options.past.merge(missing);
      this.#options.benchRun.merge(missing.bench);
      this.#isComplete = true;
      this.#options.onChange();
    } catch {
      // The hub is away again; the next opening retries.
    }
    await this.#measureClock();
  }

  /** As many rows as the hub may have made since, and a few more. */
  #missing(): HistoryWanted {
    const missingS = (this.#options.wallMs() - (this.#completeToMs ?? -Infinity)) / 1000;
    return {
      seconds: Math.min(MOST_SECONDS, Math.ceil(missingS) + SPARE_ROWS),
      minutes: Math.min(MOST_MINUTES, Math.ceil(missingS / 60) + SPARE_ROWS),
    };
  }

  async #measureClock(): Promise<void> {
    if (this.#isMeasuring || this.#stream.state !== "open") return;
    this.#isMeasuring = true;
    const { wallMs, onChange } = this.#options;
    const latest = await measureClock(() => this.#askHubMs(), wallMs, CLOCK_ROUND_TRIPS);
    this.#isMeasuring = false;
    if (latest === undefined) return;
    this.#clock = surerEstimate(this.#clock, wallMs() - this.#clockAtMs, latest);
    this.#clockAtMs = wallMs();
    onChange();
  }

  /** Moves the charts on while the hub is silent. */
  #watch(): void {
    this.#stream.watch();
    if (this.#stream.state !== "open") this.#options.onChange();
  }

  async #askHubMs(): Promise<number> {
    return (await this.#lateAnswers.watch(fetchStats())).atMs;
  }
}
