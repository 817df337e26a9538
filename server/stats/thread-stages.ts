/** The recorders of a serving thread: it only counts, and the core summarises. */

import type { HubMeasures } from "../hub/measures.ts";
import { type Counted, Tally } from "./tally.ts";
import { Transits } from "./transits.ts";

/** What those who serve report of their events. */
export interface ServingStages extends Omit<HubMeasures, "onSlice"> {
  readonly canary: Recorder;
  readonly eventLoop: Recorder;
  /** An event was parsed by one of the hub's own readers, so long after it had been written to its socket. */
  readonly onParsed: (transitMs: number) => void;
}

interface Recorder {
  record(ms: number): void;
}

/** What a serving thread counts, for the stages of the core. Times are in ms. */
export interface ThreadCounted {
  readonly durableToSent: Counted;
  readonly acceptedToSent: Counted;
  readonly sentToParsed: Counted;
  readonly acceptedToParsed: Counted;
  readonly canary: Counted;
  readonly eventLoop: Counted;
  readonly replayEvents: Counted;
}

/** What happens once per process is left to the core. */
export class ThreadStages implements ServingStages {
  readonly canary = new Tally();
  readonly eventLoop = new Tally();
  readonly #durableToSent = new Tally();
  readonly #acceptedToSent = new Tally();
  readonly #sentToParsed = new Tally();
  readonly #acceptedToParsed = new Tally();
  readonly #replayEvents = new Tally();
  readonly #transits = new Transits();

  readonly onBatch = () => {};
  readonly onAcceptedToDurable = () => {};
  readonly onSent = (
    sinceAcceptedMs: number | undefined,
    sinceDurableMs: number,
    deliveries: number,
  ) => {
    this.#durableToSent.record(sinceDurableMs, deliveries);
    if (sinceAcceptedMs === undefined) return;
    this.#acceptedToSent.record(sinceAcceptedMs, deliveries);
    const transitMs = this.#transits.next();
    if (transitMs !== undefined)
      this.#acceptedToParsed.record(sinceAcceptedMs + transitMs, deliveries);
  };
  readonly onParsed = (transitMs: number) => {
    this.#sentToParsed.record(transitMs);
    this.#transits.add(transitMs);
  };
  readonly onResumed = (depthEvents: number) => this.#replayEvents.record(depthEvents);

  /** Everything since the last call. */
  take(): ThreadCounted {
    return {
      durableToSent: this.#durableToSent.take(),
      acceptedToSent: this.#acceptedToSent.take(),
      sentToParsed: this.#sentToParsed.take(),
      acceptedToParsed: this.#acceptedToParsed.take(),
      canary: this.canary.take(),
      eventLoop: this.eventLoop.take(),
      replayEvents: this.#replayEvents.take(),
    };
  }
}
