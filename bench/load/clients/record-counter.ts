/**
 * Counts events in a stream of bytes without parsing them: each is a record that ends with a blank line, or
 * with any line end. Nearly all records of a run have the same length, so it usually reads only the three
 * bytes at the position where the record should end.
 */

const LF = 0x0a;
const CR = 0x0d;

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

  constructor({ endsIn, minBytes }: RecordForm) {
    this.#isEndedByLine = endsIn === "line";
    this.#minBytes = minBytes;
  }

  /** Reads the bytes from `start` up to, but not including, `end`; returns how many events they complete. */
  push(bytes: Uint8Array, start: number, end: number): number {
    let count = 0;
    let at = start;
    while (at < end) {
      if (this.#recordBytes === 0 && this.#endsAt(bytes, at + this.#stride, end)) {
        count += 1;
        at += this.#stride;
        continue;
      }
      const lineEnd = bytes.indexOf(LF, at);
      const next = lineEnd === -1 || lineEnd >= end ? end : lineEnd + 1;
      if (this.#takeLine(bytes, at, next)) count += 1;
      at = next;
    }
    return count;
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
