/** An event's creation time, from its data: by the bench's stamp, or by a path into JSON data. */

export interface Stamp {
  /** ms since 1970, by the writer's clock. */
  readonly madeAtMs: number;
  /** Counts the bench's own events from 1; `undefined` for others. */
  readonly sequence?: number;
}

/** Reads the stamp from an event's data; `undefined` if it has none. */
export type StampReader = (data: string) => Stamp | undefined;

/** Smaller numbers are seconds since 1970, not ms. */
const LEAST_MS = 1e11;

/** The data of one of the bench's events, padded to `sizeBytes`. */
export function writeStamp(run: string, sequence: number, madeAtMs: number, sizeBytes: number) {
  return `${run} ${sequence} ${madeAtMs.toFixed(3)} `.padEnd(sizeBytes, ".");
}

/** Finds the output of `writeStamp` anywhere in the data, since servers may wrap it. */
export function ownStamp(run: string): StampReader {
  const pattern = new RegExp(`${run} (\\d+) (\\d+\\.\\d{3}) `);
  return remembering((data) => {
    const [, sequence, madeAtMs] = pattern.exec(data) ?? [];
    if (sequence === undefined) return undefined;
    return { sequence: Number(sequence), madeAtMs: Number(madeAtMs) };
  });
}

/** Reads ms or seconds since 1970, or an ISO time, at a path such as `meta.sentAt` or `items.0.at`. */
export function stampAt(path: string): StampReader {
  const names = path.split(".");
  return remembering((data) => {
    const madeAtMs = timeIn(valueAt(parseJson(data), names));
    return madeAtMs === undefined ? undefined : { madeAtMs };
  });
}

/** Caches the last stamp, since one event reaches many clients in a row. */
function remembering(read: StampReader): StampReader {
  let last: string | undefined;
  let stamp: Stamp | undefined;
  return (data) => {
    if (data !== last) stamp = read(data);
    last = data;
    return stamp;
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function valueAt(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>((inner, name) => {
    if (typeof inner !== "object" || inner === null) return undefined;
    return Object.hasOwn(inner, name) ? Reflect.get(inner, name) : undefined;
  }, value);
}

function timeIn(value: unknown): number | undefined {
  const isDigits = typeof value === "string" && /^\d+(\.\d+)?$/.test(value);
  const time = typeof value === "number" || isDigits ? Number(value) : Number.NaN;
  if (Number.isFinite(time) && time > 0) return time < LEAST_MS ? time * 1_000 : time;
  const parsed = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}
