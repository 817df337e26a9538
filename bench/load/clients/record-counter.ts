/**
 * Counts events in a stream of bytes without parsing them: each is a record that ends with a blank line, or
 * with any line end. Nearly all records of a run have the same length, so it usually reads only the three
 * bytes at the position where the record should end.
 *
 * A count alone could not tell a loss from a repetition that makes up for it. So each record is compared with the one
 * before it, at a byte in which two records differed lately, and in full if that is the same.
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
  #repeated = 0;
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
        if (before >= 0) this.#compare(bytes, before, at);
        before = at;
        count += 1;
        at += this.#stride;
        continue;
      }
      const lineEnd = bytes.indexOf(LF, at);
      const next = lineEnd === -1 || lineEnd >= end ? end : lineEnd + 1;
      if (this.#takeLine(bytes, at, next)) {
        count += 1;
        before = begin;
      }
      at = next;
    }
    return count;
  }

  /** How many events since the last call were the same as the one before them, in the same bytes. */
  takeRepeated(): number {
    const repeated = this.#repeated;
    this.#repeated = 0;
    return repeated;
  }

  /** Two events of one length. */
  #compare(bytes: Uint8Array, one: number, other: number): void {
    if (bytes[one + this.#telling] !== bytes[other + this.#telling]) return;
    for (let offset = 0; offset < this.#stride; offset++) {
      if (bytes[one + offset] === bytes[other + offset]) continue;
      this.#telling = offset;
      return;
    }
    this.#repeated += 1;
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
