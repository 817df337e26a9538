/**
 * The data of a measured event: its number, when it was due, padding up to the requested size, and the last digits of
 * its number once more at the end, where a client that only counts events finds them.
 */

export interface Payload {
  /** Counts from 1 in its track. */
  readonly sequence: number;
  /** What one load publishes to one topic is a track. Default: 0. */
  readonly track?: number;
  /** When it was due, on the machine's clock, in ms since 1970. */
  readonly intendedMs: number;
}

/** The numbers and the time need at least this much. */
export const MIN_PAYLOAD_BYTES = 32;
/** How many digits of its number end an event. */
export const MARK_DIGITS = 4;
const MARKS = 10 ** MARK_DIGITS;

/** Writes `sizeBytes` of ASCII, or more if the payload needs it. */
export function writePayload(
  { sequence, intendedMs, track = 0 }: Payload,
  sizeBytes: number,
): string {
  const where = track === 0 ? "" : `${track} `;
  const mark = String(sequence % MARKS).padStart(MARK_DIGITS, "0");
  return (
    `${sequence} ${intendedMs.toFixed(3)} ${where}`.padEnd(sizeBytes - MARK_DIGITS, ".") + mark
  );
}

/** What the marks of events 1 to `count` add up to. */
export function sumOfMarks(count: number): number {
  const whole = Math.floor(count / MARKS);
  const rest = count % MARKS;
  return (whole * MARKS * (MARKS - 1)) / 2 + (rest * (rest + 1)) / 2;
}

/** Reads what `writePayload` wrote; `undefined` for any other text. */
export function readPayload(data: string): Required<Payload> | undefined {
  const first = data.indexOf(" ");
  const second = data.indexOf(" ", first + 1);
  if (first < 1 || second < 0) return undefined;
  const sequence = Number(data.slice(0, first));
  const intendedMs = Number(data.slice(first + 1, second));
  if (!Number.isSafeInteger(sequence) || !Number.isFinite(intendedMs)) return undefined;
  const third = data.indexOf(" ", second + 1);
  return { sequence, intendedMs, track: third < 0 ? 0 : Number(data.slice(second + 1, third)) };
}
