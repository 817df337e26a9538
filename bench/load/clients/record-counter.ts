/**
 * Counts events in a stream of bytes without parsing them: each is a record that ends with a blank line, or
 * with any line end. Nearly all records of a run have the same length, so it usually reads only the three
 * bytes at the position where the record should end.
 *
 * A count alone could not tell a loss from a repetition that makes up for it. So each record is compared with the one
 * before it, at a byte in which two records differed lately, and in full if that is the same. And the digits that end
 * each event's data are added up: a repetition of another event does not make up for them.
 */

import { MARK_DIGITS } from "../payload.ts";

const LF = 0x0a;
const CR = 0x0d;
const ZERO = 0x30;
const NINE = 0x39;
/** What may follow the data: quotes, braces and line ends. */
const MOST_AFTER_DATA = 8;
const TAIL_BYTES = MARK_DIGITS + MOST_AFTER_DATA;

export interface RecordForm {
  /** What ends a record: a blank line in an event stream, any line end in WebSocket frames. */
  readonly endsIn: "blank-line" | "line";
  /** Shorter records are comments or a lone `retry:`, not events. */
  readonly minBytes: number;
}

export class RecordCounter {
  readonly #isEndedByLine: boolean;
  readonly #minBytes: number;
  /** Length of the last event: the next is expected to be as long. */
  #stride = Infinity;
  #recordBytes = 0;
  #lineBytes = 0;
  /** Whether the incomplete line is only a CR. */
  #isBareReturn = false;
  #repeated = 0;
  #marks = 0;
  /** The last bytes before those that are being read. */
  readonly #tail = new Uint8Array(TAIL_BYTES);
  /** Where in a record the last two that were compared differ. */
  #telling = 0;

  constructor({ endsIn, minBytes }: RecordForm) {
    this.#isEndedByLine = endsIn === "line";
    this.#minBytes = minBytes;
  }

  /** Reads the bytes from `start` up to, but not including, `end`; returns how many events they complete. */
  push(bytes: Uint8Array, start: number, end: number): number {
    let count = 0;
    let at = start;
    /** Where the last event begins and the current record, if that is in these bytes. */
    let [before, begin] = [-1, -1];
    while (at < end) {
      if (this.#recordBytes === 0) begin = at;
      if (this.#recordBytes === 0 && this.#endsAt(bytes, at + this.#stride, end)) {
        const isRepeated = before >= 0 && this.#isSame(bytes, before, at);
        before = at;
        count += 1;
        at += this.#stride;
        if (isRepeated) this.#repeated += 1;
        else this.#marks += markOf(bytes, start, at);
        continue;
      }
      const lineEnd = bytes.indexOf(LF, at);
      const next = lineEnd === -1 || lineEnd >= end ? end : lineEnd + 1;
      if (this.#takeLine(bytes, at, next)) {
        count += 1;
        before = begin;
        this.#marks += this.#markAt(bytes, start, next);
      }
      at = next;
    }
    this.#keepTail(bytes, start, end);
    return count;
  }

  /** What the marks of the events since the last call add up to; `NaN` if one had none. Known repetitions do not count. */
  takeMarks(): number {
    const marks = this.#marks;
    this.#marks = 0;
    return marks;
  }

  /** How many events since the last call were the same as the one before them, in the same bytes. */
  takeRepeated(): number {
    const repeated = this.#repeated;
    this.#repeated = 0;
    return repeated;
  }

  /** Of two events of one length. */
  #isSame(bytes: Uint8Array, one: number, other: number): boolean {
    if (bytes[one + this.#telling] !== bytes[other + this.#telling]) return false;
    for (let offset = 0; offset < this.#stride; offset++) {
      if (bytes[one + offset] === bytes[other + offset]) continue;
      this.#telling = offset;
      return false;
    }
    return true;
  }

  /** The mark of a record that ends before `next` and may have begun before `start`. */
  #markAt(bytes: Uint8Array, start: number, next: number): number {
    if (next - start >= TAIL_BYTES) return markOf(bytes, start, next);
    const whole = Buffer.concat([this.#tail, bytes.subarray(start, next)]);
    return markOf(whole, 0, whole.length);
  }

  #keepTail(bytes: Uint8Array, start: number, end: number): void {
    const count = Math.min(TAIL_BYTES, end - start);
    this.#tail.copyWithin(0, count);
    for (let left = count; left > 0; left--) this.#tail[TAIL_BYTES - left] = bytes[end - left] ?? 0;
  }

  /** Whether a record ends just before `next`. */
  #endsAt(bytes: Uint8Array, next: number, end: number): boolean {
    if (next > end || bytes[next - 1] !== LF) return false;
    if (this.#isEndedByLine || bytes[next - 2] === LF) return true;
    return bytes[next - 2] === CR && bytes[next - 3] === LF;
  }

  /** Reads the rest of a line, or as much of it as there is; returns true if that completes an event. */
  #takeLine(bytes: Uint8Array, at: number, next: number): boolean {
    this.#recordBytes += next - at;
    if (bytes[next - 1] !== LF) {
      this.#isBareReturn = this.#lineBytes === 0 && next === at + 1 && bytes[at] === CR;
      this.#lineBytes += next - at;
      return false;
    }
    const isBlank = this.#isBlank(bytes, at, next);
    this.#lineBytes = 0;
    this.#isBareReturn = false;
    return (isBlank || this.#isEndedByLine) && this.#endRecord();
  }

  #isBlank(bytes: Uint8Array, at: number, next: number): boolean {
    if (this.#isBareReturn || this.#lineBytes > 0) return this.#isBareReturn && next === at + 1;
    return next === at + 1 || (next === at + 2 && bytes[at] === CR);
  }

  #endRecord(): boolean {
    const length = this.#recordBytes;
    this.#recordBytes = 0;
    if (length < this.#minBytes) return false;
    this.#stride = length;
    return true;
  }
}

/** The digits at the end of the data of a record that ends before `next`; `NaN` if there are none. */
function markOf(bytes: Uint8Array, start: number, next: number): number {
  const least = Math.max(start, next - TAIL_BYTES);
  let last = next - 1;
  while (last >= least && !isDigit(bytes[last])) last -= 1;
  if (last - MARK_DIGITS + 1 < least) return Number.NaN;
  let mark = 0;
  for (let at = last - MARK_DIGITS + 1; at <= last; at++) {
    const byte = bytes[at] ?? 0;
    if (!isDigit(byte)) return Number.NaN;
    mark = mark * 10 + byte - ZERO;
  }
  return mark;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}
