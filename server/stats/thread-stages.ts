/** The recorders of a serving thread: it only counts, and the core summarises. */

import type { HubMeasures } from "../hub/measures.ts";
import { type Counted, Tally } from "./tally.ts";

/** What a serving thread counts, for the stages of the core. Times are in ms. */
export interface ThreadCounted {
  readonly durableToSent: Counted;
  readonly acceptedToSent: Counted;
  readonly canary: Counted;
  readonly eventLoop: Counted;
  readonly replayEvents: Counted;
}

/** What happens once per process is left to the core. */
export class ThreadStages implements HubMeasures {
  readonly canary = new Tally();
  readonly eventLoop = new Tally();
  readonly #durableToSent = new Tally();
  readonly #acceptedToSent = new Tally();
  readonly #replayEvents = new Tally();

  readonly onBatch = () => {};
  readonly onAcceptedToDurable = () => {};
  readonly onSent = (
    sinceAcceptedMs: number | undefined,
    sinceDurableMs: number,
    deliveries: number,
  ) => {
    if (sinceAcceptedMs !== undefined) this.#acceptedToSent.record(sinceAcceptedMs, deliveries);
    this.#durableToSent.record(sinceDurableMs, deliveries);
  };
  readonly onResumed = (depthEvents: number) => this.#replayEvents.record(depthEvents);

  /** Everything since the last call. */
  take(): ThreadCounted {
    return {
      durableToSent: this.#durableToSent.take(),
      acceptedToSent: this.#acceptedToSent.take(),
      canary: this.canary.take(),
      eventLoop: this.eventLoop.take(),
      replayEvents: this.#replayEvents.take(),
    };
  }
}
