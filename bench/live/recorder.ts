/** Keeps what a run says of itself each second, as `--watch` publishes it, so that its result can be replayed. */

import type { BenchProgress, BenchRecording, RecordedColumn } from "#protocol";
import { findings, headline } from "../report/summary.ts";
import type { ScenarioResult } from "../result/result.ts";
import type { OnSample } from "./sampler.ts";
import { progressOf } from "./watch.ts";

/** An hour; of a longer run the last hour is kept. */
const MOST_SECONDS = 3_600;
/** Latencies are measured in µs. */
const PARTS_OF_A_MS = 1_000;

interface Second {
  /** Time of day, in ms since 1970. */
  readonly atMs: number;
  readonly progress: BenchProgress;
}

export class Recorder {
  #startedAtMs: number | undefined;
  #seconds: Second[] = [];

  /** Takes a sample of the run; the last one, which covers less than a second, is left out. */
  readonly onSample: OnSample = (sample) => {
    this.#startedAtMs ??= sample.atMs - sample.elapsedMs;
    if (sample.isLast) return;
    this.#seconds.push({ atMs: sample.atMs, progress: progressOf(sample) });
    if (this.#seconds.length > MOST_SECONDS) this.#seconds.shift();
  };

  /** The recording of what came since the last call: all runs of a scenario that is repeated. */
  take(result: ScenarioResult): BenchRecording {
    const startedAtMs = this.#startedAtMs ?? Date.now();
    const seconds = this.#seconds;
    this.#startedAtMs = undefined;
    this.#seconds = [];
    return {
      startedAt: new Date(startedAtMs).toISOString(),
      elapsedMs: seconds.map(({ atMs }) => Math.round(atMs - startedAtMs)),
      columns: columnsOf(seconds),
      phases: phasesOf(seconds),
      headline: headline(result),
      findings: [...findings(result), ...result.warnings],
    };
  }
}

function columnsOf(seconds: readonly Second[]): BenchRecording["columns"] {
  const column = (name: RecordedColumn) =>
    seconds.map(({ progress }) => rounded(progress[name] ?? null));
  return {
    leftMs: column("leftMs"),
    connections: column("connections"),
    open: column("open"),
    failed: column("failed"),
    recovered: column("recovered"),
    received: column("received"),
    deliveriesPerSecond: column("deliveriesPerSecond"),
    p50Ms: column("p50Ms"),
    p90Ms: column("p90Ms"),
    p99Ms: column("p99Ms"),
    p999Ms: column("p999Ms"),
    maxMs: column("maxMs"),
  };
}

function phasesOf(seconds: readonly Second[]): BenchRecording["phases"] {
  return seconds.flatMap(({ progress: { phase } }, second) =>
    phase === seconds[second - 1]?.progress.phase ? [] : [{ fromSecond: second, phase }],
  );
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * PARTS_OF_A_MS) / PARTS_OF_A_MS;
}
