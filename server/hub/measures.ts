/** What the hub reports as it works, for histograms. */

export interface HubMeasures {
  /** A batch of this many events became durable. */
  readonly onBatch: (events: number) => void;
  /** Time from an event's acceptance until it was durable. */
  readonly onAcceptedToDurable: (latencyMs: number) => void;
  /**
   * Events were written to live streams, `deliveries` in all, this long after they were accepted, if this process
   * accepted them, and after they were durable.
   */
  readonly onSent: (
    sinceAcceptedMs: number | undefined,
    sinceDurableMs: number,
    deliveries: number,
  ) => void;
  /** A slice of readers was written to; these are the topics of the first event that it was sent. */
  readonly onSlice: (topics: readonly string[]) => void;
  /** A reader resumed this many events behind the head. */
  readonly onResumed: (depthEvents: number) => void;
}
