/** What is measured of deliveries, by whoever serves: the core's histograms, or the tallies of a serving thread. */

import type { HubMeasures } from "../hub/measures.ts";
import { Transits } from "./transits.ts";

interface Recorder {
  /** Adds a time in ms, so many times. */
  record(ms: number, count?: number): void;
}

export interface DeliveryRecorders {
  readonly durableToSent: Recorder;
  readonly acceptedToSent: Recorder;
  readonly sentToParsed: Recorder;
  readonly acceptedToParsed: Recorder;
}

export interface DeliveryMeasures extends Pick<HubMeasures, "onSent"> {
  /** An event was parsed by one of the hub's own readers, so long after it had been written to its socket. */
  readonly onParsed: (transitMs: number) => void;
}

/** A delivery takes the time to its parsing from what the hub's own readers have measured of late. */
export function measuresOf(recorders: DeliveryRecorders): DeliveryMeasures {
  const { durableToSent, acceptedToSent, sentToParsed, acceptedToParsed } = recorders;
  const transits = new Transits();
  return {
    onSent(sinceAcceptedMs, sinceDurableMs, deliveries) {
      durableToSent.record(sinceDurableMs, deliveries);
      if (sinceAcceptedMs === undefined) return;
      acceptedToSent.record(sinceAcceptedMs, deliveries);
      const transitMs = transits.next();
      if (transitMs === undefined) return;
      acceptedToParsed.record(sinceAcceptedMs + transitMs, deliveries);
    },
    onParsed(transitMs) {
      sentToParsed.record(transitMs);
      transits.add(transitMs);
    },
  };
}
