/** The recorders of a serving thread: it only counts, and the core summarises. */

import type { HubMeasures } from "../hub/measures.ts";
import { type DeliveryMeasures, measuresOf } from "./delivery-measures.ts";
import { type Counted, Tally } from "./tally.ts";

/** What those who serve report of their events. */
export interface ServingStages extends Omit<HubMeasures, "onSlice">, DeliveryMeasures {
  readonly canary: Recorder;
  readonly eventLoop: Recorder;
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
  readonly #deliveries = measuresOf({
    durableToSent: this.#durableToSent,
    acceptedToSent: this.#acceptedToSent,
    sentToParsed: this.#sentToParsed,
    acceptedToParsed: this.#acceptedToParsed,
  });

  readonly onBatch = () => {};
  readonly onAcceptedToDurable = () => {};
  readonly onSent = this.#deliveries.onSent;
  readonly onParsed = this.#deliveries.onParsed;
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
