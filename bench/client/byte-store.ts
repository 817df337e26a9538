/**
 * The bytes of something incomplete: a line, a header section. It uses memory only until that is complete, and never
 * more than twice the bytes stored.
 */

const FIRST_CAPACITY_BYTES = 128;

export class ByteStore {
  #buffer: Buffer;
  #length = 0;

  constructor(capacityBytes = FIRST_CAPACITY_BYTES) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(capacityBytes, FIRST_CAPACITY_BYTES));
  }

  /** Bytes stored. */
  get length(): number {
    return this.#length;
  }

  /** The underlying memory; only the first `length` bytes are valid. */
  get buffer(): Buffer {
    return this.#buffer;
  }

  /** Adds the bytes from `start` to below `end`. */
  append(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#buffer.set(
      start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end),
      this.#length,
    );
    this.#length = needed;
  }

  #grow(neededBytes: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(neededBytes, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
