/** What the hub reports as it works, for histograms. */

export interface HubMeasures {
  /** A batch of this many events became durable. */
  readonly onBatch: (events: number) => void;
  /** Time from an event's acceptance until it was durable. */
  readonly onAcceptedToDurable: (latencyMs: number) => void;
  /** Time from a batch being durable until it was sent to every matching live stream. */
  readonly onDurableToSent: (latencyMs: number) => void;
  /** Time from an event's acceptance until it was sent to every matching live stream. */
  readonly onAcceptedToSent: (latencyMs: number) => void;
  /** A reader resumed this many events behind the head. */
  readonly onResumed: (depthEvents: number) => void;
}
