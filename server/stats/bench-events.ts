/** What benches publish about their runs, kept so that a page opened in the middle of one can show all of it. */

import { BENCH_TOPIC, DEFAULT_EVENT_TYPE, type KeptBenchEvent } from "#protocol";
import type { DurableEvent } from "../log/event-log.ts";
import { PositionRing } from "../log/ring.ts";

/** Twenty minutes of a run; the log itself may be full of the run's own load. */
const KEPT = { maxCount: 1_200, maxBytes: 1024 * 1024 };

export class BenchEvents {
  readonly #wallMs: () => number;
  readonly #kept = new PositionRing<KeptBenchEvent>(KEPT, ({ data }) => data.length);

  /** `wallMs`: the hub's clock, since 1970. */
  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** Takes a batch of the log. Only live ones: how long an event has been in the log, the log does not say. */
  take(batch: readonly Pick<DurableEvent, "event">[]): void {
    for (const { event } of batch) {
      if (!event.topics.includes(BENCH_TOPIC)) continue;
      const { id, type = DEFAULT_EVENT_TYPE, data } = event;
      this.#kept.add({ id, type, data, atMs: this.#wallMs() });
    }
  }

  /** The newest, oldest first. */
  list(): readonly KeptBenchEvent[] {
    return this.#kept.items();
  }
}
