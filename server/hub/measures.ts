/** What the hub tells as it works, for whoever keeps histograms of it. */

export interface HubMeasures {
  /** A batch of so many events was made durable. */
  readonly onBatch: (events: number) => void;
  /** An event was durable so many ms after it was accepted. */
  readonly onDurable: (latencyMs: number) => void;
  /** A batch was handed to every matching live stream so many ms after it was durable. */
  readonly onFannedOut: (latencyMs: number) => void;
  /** An event was handed to every matching live stream so many ms after it was accepted. */
  readonly onHandedOver: (latencyMs: number) => void;
  /** A reader resumed so many events behind the head. */
  readonly onResumed: (depthEvents: number) => void;
}
