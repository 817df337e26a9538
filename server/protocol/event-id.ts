/**
 * Event ids: `<epoch>-<position>`, or an id that a publisher chose. Every id is safe in an SSE `id:`
 * field and in a Last-Event-ID header, so a browser never needs a preflight to send it back.
 */

/** Longest id in bytes: browsers exempt Last-Event-ID from a CORS preflight up to 128 bytes. */
export const MAX_EVENT_ID_BYTES = 128;

const EVENT_ID = /^[A-Za-z0-9\-_.:]{1,128}$/;
const OWN_ID = /^([a-z0-9]{1,32})-(0|[1-9][0-9]{0,15})$/;

/** A position in one log: `position` counts from 1 and is unique within `epoch`. */
export interface LogPosition {
  readonly epoch: string;
  readonly position: number;
}

/** True for 1 to 128 letters, digits and `-_.:`. */
export function isEventId(id: string): boolean {
  return EVENT_ID.test(id);
}

/** Writes the id of the event at `position` (an integer from 0) of the log `epoch`. */
export function formatEventId(epoch: string, position: number): string {
  return `${epoch}-${position}`;
}

/** Parses an id made by a hub; `undefined` for any other text. */
export function parseEventId(id: string): LogPosition | undefined {
  const match = OWN_ID.exec(id);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const position = Number(match[2]);
  return Number.isSafeInteger(position) ? { epoch: match[1], position } : undefined;
}
