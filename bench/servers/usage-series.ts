/** The server's CPU time and memory during a scenario, from its own statistics once a second. */

import type { StatsSnapshot } from "#protocol";
import type { Series } from "../result/result.ts";

const STEP_MS = 1_000;

export type ServerSeries = Readonly<Record<string, Series>>;
type Usage = Pick<StatsSnapshot["process"], "cpuUs" | "rssBytes">;

/** Turns readings into series; a second without a reading stays empty. Pure. */
export class UsageSeries {
  readonly #cpuPercent: (number | null)[] = [];
  readonly #rssMb: (number | null)[] = [];
  #before: { readonly atMs: number; readonly cpuUs: number } | undefined;

  /** `atMs` counts from when the first reading was due. */
  add(atMs: number, { cpuUs, rssBytes }: Usage): void {
    const second = Math.round(atMs / STEP_MS);
    while (this.#rssMb.length <= second) {
      this.#rssMb.push(null);
      this.#cpuPercent.push(null);
    }
    this.#rssMb[second] = rssBytes / 1e6;
    const before = this.#before;
    // A restarted server counts from zero.
    if (before !== undefined && cpuUs >= before.cpuUs && atMs > before.atMs) {
      this.#cpuPercent[second] = (cpuUs - before.cpuUs) / (atMs - before.atMs) / 10;
    }
    this.#before = { atMs, cpuUs };
  }

  series(): ServerSeries {
    if (this.#rssMb.length === 0) return {};
    return {
      "server.cpu_percent": { stepMs: STEP_MS, values: this.#cpuPercent },
      "server.rss_mb": { stepMs: STEP_MS, values: this.#rssMb },
    };
  }
}

export interface UsageWatch {
  /** What has been read so far. */
  series(): ServerSeries;
  stop(): void;
}

/**
 * Reads once a second until it is stopped; a target without statistics is asked only once. A reading belongs to the second
 * in which it was asked for, however late a busy machine answers.
 */
export function watchUsage(
  target: { readStats(): Promise<{ readonly process: Usage } | undefined> },
  nowMs = () => performance.now(),
): UsageWatch {
  const usage = new UsageSeries();
  const startedMs = nowMs();
  let isReading = false;
  const read = async () => {
    if (isReading) return;
    isReading = true;
    const askedMs = nowMs();
    const stats = await target.readStats();
    isReading = false;
    if (stats !== undefined) usage.add(askedMs - startedMs, stats.process);
    else if (Object.keys(usage.series()).length === 0) clearInterval(timer);
  };
  const timer = setInterval(() => void read(), STEP_MS);
  void read();
  return { series: () => usage.series(), stop: () => clearInterval(timer) };
}
