/** What the hub tells as it works, for whoever keeps histograms of it. */

export interface HubMeasures {
  /** A batch of so many events was made durable. */
  readonly onBatch: (events: number) => void;
  /** An event was durable so long after it was accepted. */
  readonly onAcceptedToDurable: (latencyMs: number) => void;
  /** A batch was sent to every matching live stream so long after it was durable. */
  readonly onDurableToSent: (latencyMs: number) => void;
  /** An event was sent to every matching live stream so long after it was accepted. */
  readonly onAcceptedToSent: (latencyMs: number) => void;
  /** A reader resumed so many events behind the head. */
  readonly onResumed: (depthEvents: number) => void;
}
