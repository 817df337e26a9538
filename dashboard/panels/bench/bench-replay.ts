/**
 * The replay of a kept run: which one, the moment that is shown, and whether time goes on. Its seconds up to that moment
 * are in a store as those of a live run are, so that the same charts draw them.
 */

import { signal } from "@preact/signals";
import { BENCH_COLUMNS, type BenchColumn, benchCells } from "../../past/bench-columns.ts";
import { readRecording, type RecordedSecond, type Recording } from "../../past/bench-recording.ts";
import type { Past } from "../../past/past.ts";
import { SampleStore, type TimeRange } from "../../past/store.ts";
import type { Answered } from "./bench-api.ts";

/** How many times as fast as it was; `once` goes to the end. */
export const SPEEDS = ["1", "4", "16", "once"] as const;
export type Speed = (typeof SPEEDS)[number];

const TICK_MS = 100;
/** More than a recording has. */
const STORE_ROWS = 4_000;
/** The first second of a recording began this long before its end. */
const SECOND_MS = 1_000;

export type ReplayState =
  | { readonly kind: "loading"; readonly name: string }
  /** The run cannot be shown, and why. */
  | { readonly kind: "trouble"; readonly name: string; readonly why: string }
  | OpenReplay;

export interface OpenReplay {
  readonly kind: "open";
  readonly name: string;
  readonly recording: Recording;
  /** By the clock of then: ms since 1970. */
  readonly range: TimeRange;
  readonly positionMs: number;
  /** The last second that has ended by then; `undefined` before the first. */
  readonly second: RecordedSecond | undefined;
  readonly isPlaying: boolean;
  readonly speed: Speed;
}

export interface BenchReplayOptions {
  /** The JSON of a kept result. */
  result(name: string): Promise<Answered<unknown>>;
  /** Whether people asked for little motion: then nothing plays by itself. */
  readonly prefersStillness: () => boolean;
  /** A monotonic clock; `performance.now()` by default. */
  readonly nowMs?: () => number;
  /** Calls `tick` every `ms` until the function it returns is called; a timer by default. */
  readonly every?: (ms: number, tick: () => void) => () => void;
}

export class BenchReplay {
  readonly state = signal<ReplayState | undefined>(undefined);
  readonly store = new SampleStore<BenchColumn>(BENCH_COLUMNS, STORE_ROWS);
  /** For charts. */
  readonly past: Past<BenchColumn> = this.store;
  readonly #options: Required<BenchReplayOptions>;
  #stop: (() => void) | undefined;
  #shown = 0;

  constructor({
    nowMs = () => performance.now(),
    every = everyInterval,
    ...options
  }: BenchReplayOptions) {
    this.#options = { ...options, nowMs, every };
  }

  /** Shows the run of this name, and plays it unless people want stillness; none for `undefined`. */
  async open(name: string | undefined): Promise<void> {
    if (this.state.peek()?.name === name) return;
    this.#halt();
    if (name === undefined) return this.#clear();
    this.state.value = { kind: "loading", name };
    const outcome = await this.#options.result(name);
    // Another one was opened meanwhile.
    if (this.state.peek()?.name !== name) return;
    this.state.value = this.#opened(name, outcome);
    const isStill = this.#options.prefersStillness();
    if (isStill) this.seek(Infinity);
    else this.play();
  }

  /** From the beginning if it is at its end. */
  play(): void {
    const replay = this.#open;
    if (replay === undefined || replay.isPlaying) return;
    if (replay.speed === "once") return this.seek(Infinity);
    const isAtEnd = replay.positionMs >= replay.range.toMs;
    this.#show({ ...replay, isPlaying: true }, isAtEnd ? replay.range.fromMs : replay.positionMs);
    let lastMs = this.#options.nowMs();
    this.#stop = this.#options.every(TICK_MS, () => {
      const nowMs = this.#options.nowMs();
      this.#goOn(nowMs - lastMs);
      lastMs = nowMs;
    });
  }

  pause(): void {
    const replay = this.#open;
    this.#halt();
    if (replay !== undefined) this.state.value = { ...replay, isPlaying: false };
  }

  /** Shows a moment of the run, or the nearest that it has. */
  seek(atMs: number): void {
    const replay = this.#open;
    if (replay === undefined) return;
    if (atMs >= replay.range.toMs) this.#halt();
    this.#show(replay, atMs);
  }

  setSpeed(speed: Speed): void {
    const replay = this.#open;
    if (replay === undefined) return;
    this.state.value = { ...replay, speed };
    if (speed === "once") this.seek(Infinity);
  }

  get #open(): OpenReplay | undefined {
    const state = this.state.peek();
    return state?.kind === "open" ? state : undefined;
  }

  #opened(name: string, outcome: Answered<unknown>): ReplayState {
    if (outcome.kind === "refused") return { kind: "trouble", name, why: outcome.why };
    const recording = readRecording(outcome.answer);
    const [first, last] = [recording?.seconds[0], recording?.seconds.at(-1)];
    if (recording === undefined || first === undefined || last === undefined) {
      return { kind: "trouble", name, why: whyNothing(recording) };
    }
    this.#shown = 0;
    this.store.clear();
    const range = { fromMs: first.atMs - SECOND_MS, toMs: last.atMs };
    const begun = { positionMs: range.fromMs, second: undefined, isPlaying: false } as const;
    return { kind: "open", name, recording, range, ...begun, speed: "4" };
  }

  #goOn(elapsedMs: number): void {
    const replay = this.#open;
    if (replay === undefined) return;
    const { positionMs, speed } = replay;
    this.seek(speed === "once" ? Infinity : positionMs + elapsedMs * Number(speed));
  }

  #show(replay: OpenReplay, atMs: number): void {
    const { range, recording } = replay;
    const positionMs = Math.min(Math.max(atMs, range.fromMs), range.toMs);
    const ended = recording.seconds.filter((second) => second.atMs <= positionMs);
    if (ended.length !== this.#shown) {
      // Anew each time: charts of a time that stands still look for changes other than new rows.
      this.store.clear();
      for (const { atMs: endedAtMs, moment } of ended) {
        this.store.push(endedAtMs, benchCells(moment));
      }
      this.#shown = ended.length;
    }
    const isPlaying = replay.isPlaying && positionMs < range.toMs;
    this.state.value = { ...replay, positionMs, second: ended.at(-1), isPlaying };
  }

  #halt(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #clear(): void {
    this.state.value = undefined;
    this.#shown = 0;
    this.store.clear();
  }
}

function whyNothing(recording: Recording | undefined): string {
  if (recording === undefined) return "Its file is not a result of the bench";
  return recording.lacks === undefined
    ? "It ended within its first second"
    : `It lacks ${recording.lacks}`;
}

function everyInterval(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
}
