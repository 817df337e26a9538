/** The data of a measured event: its number and when it was due, and filling up to the size asked for. */

export interface Payload {
  /** Counts from 1 within a run. */
  readonly sequence: number;
  /** When it was due, on the machine's clock, in ms since 1970. */
  readonly intendedMs: number;
}

/** Least bytes that the number and the time need. */
export const MIN_PAYLOAD_BYTES = 32;

/** Writes `sizeBytes` of ASCII, or as much as the payload needs when that is more. */
export function writePayload({ sequence, intendedMs }: Payload, sizeBytes: number): string {
  return `${sequence} ${intendedMs.toFixed(3)} `.padEnd(sizeBytes, ".");
}

/** Reads what `writePayload` wrote; `undefined` for any other text. */
export function readPayload(data: string): Payload | undefined {
  const first = data.indexOf(" ");
  const second = data.indexOf(" ", first + 1);
  if (first < 1 || second < 0) return undefined;
  const sequence = Number(data.slice(0, first));
  const intendedMs = Number(data.slice(first + 1, second));
  if (!Number.isSafeInteger(sequence) || !Number.isFinite(intendedMs)) return undefined;
  return { sequence, intendedMs };
}
