/** The seam between a Sandbox connection and what carries its events. */

/** As a wire reports an event. */
export interface WireEvent {
  /** Empty if the event had none. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
  /** As it came; `undefined` where the browser does not tell. */
  readonly raw: string | undefined;
}

export interface WireOptions {
  /** The address's query, without the last event id. */
  readonly query: URLSearchParams;
  /** Event types to listen for; a wire that hears all types ignores them. */
  readonly types: readonly string[];
  /** After which it begins; empty: at the head. */
  readonly lastEventId: string;
  /** Called with the id after which it resumes; empty if there is none. */
  readonly onOpen: (resumedAfter: string) => void;
  /** It was open, and opens again by itself. */
  readonly onLost: (why: string) => void;
  /** It did not open, and tries again. */
  readonly onRefused: (why: string) => void;
  readonly onEvent: (event: WireEvent) => void;
}

export interface Wire {
  readonly lastEventId: string;
  listenFor(type: string): void;
  /** Stops or continues reading; does nothing where the browser always reads. */
  setReading(isReading: boolean): void;
  close(): void;
}

/** The hub's types of events without an id, for which an EventSource reports an earlier event's. */
export const HUB_TYPES: readonly string[] = ["stats", "minute", "canary"];

/** The query of a stream that resumes after an event, if one is given. */
export function withLastId(query: URLSearchParams, lastEventId: string): string {
  const whole = new URLSearchParams(query);
  if (lastEventId !== "") whole.set("lastEventID", lastEventId);
  return whole.toString();
}

export function tryingAgain(why: string, waitMs: number): string {
  return `${why}; trying again in ${(waitMs / 1000).toFixed(1)} s.`;
}
