/** An event: as a draft from a publisher, and as stored in the log. */

import { isEventId } from "./event-id.ts";
import { topicFault } from "./topic.ts";

/** The type of an event published without one. */
export const DEFAULT_EVENT_TYPE = "message";

/** The type of the hub's own notice that events cannot be replayed; publishers may not use it. */
export const GAP_EVENT_TYPE = "gap";

/** Types that EventSource dispatches itself: a listener could not tell a published event from EventSource's own. */
const EVENT_SOURCE_TYPES: ReadonlySet<string> = new Set(["open", "error"]);

/**
 * The shortest reconnection time that a publisher may set: at 0, one page would connect a thousand times a second.
 */
export const MIN_RETRY_MS = 100;

/** An event as published, before it has a position in the log. */
export interface Draft {
  /** One to many topics; each subscriber gets the event once, however many of them it selects. */
  readonly topics: readonly string[];
  readonly data: string;
  readonly type?: string;
  /** The publisher's own id; if absent, the hub creates one. */
  readonly id?: string;
  /** A new reconnection time for the readers, in ms, at least `MIN_RETRY_MS`. */
  readonly retryMs?: number;
}

/** An event in the log. */
export interface HubEvent extends Draft {
  readonly id: string;
  /** Counts from 1 without gaps within one log. */
  readonly position: number;
}

/** Says what is wrong with an event type; `undefined` if it is valid. */
export function eventTypeFault(type: string): string | undefined {
  if (/[\r\n\0]/.test(type)) return "an event type must not contain CR, LF or NUL";
  if (type.length > 256) return `an event type may have at most 256 characters, not ${type.length}`;
  if (!type.isWellFormed()) return "an event type must be valid Unicode";
  if (type === GAP_EVENT_TYPE) return "the event type 'gap' belongs to the hub";
  if (EVENT_SOURCE_TYPES.has(type)) return `the event type '${type}' is EventSource's own`;
  return undefined;
}

/** Most topics that one event may have. */
export const MAX_TOPICS_PER_EVENT = 32;

/** Says what is wrong with a draft, apart from its size; `undefined` if it is valid. */
export function draftFault({ topics, data, type, id, retryMs }: Draft): string | undefined {
  if (topics.length === 0) return "an event needs at least one topic";
  if (topics.length > MAX_TOPICS_PER_EVENT) {
    return `an event may have at most ${MAX_TOPICS_PER_EVENT} topics, not ${topics.length}`;
  }
  if (id !== undefined && !isEventId(id)) {
    return "an id must be 1 to 128 letters, digits or characters of '-_.:'";
  }
  if (retryMs !== undefined && (!Number.isSafeInteger(retryMs) || retryMs < MIN_RETRY_MS)) {
    return `retry must be a whole number of milliseconds from ${MIN_RETRY_MS}`;
  }
  if (!data.isWellFormed()) return "data must be valid Unicode";
  const typeFault = type === undefined ? undefined : eventTypeFault(type);
  return typeFault ?? topics.map(topicFault).find((fault) => fault !== undefined);
}

const LINE_END = /\r\n?/g;

/**
 * The draft with line ends as LF, so that readers get the same text over any transport: an event stream cannot tell
 * them apart.
 * [spec] https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function withLineFeeds(draft: Draft): Draft {
  if (!draft.data.includes("\r")) return draft;
  return { ...draft, data: draft.data.replace(LINE_END, "\n") };
}
