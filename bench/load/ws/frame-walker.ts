/**
 * Walks the frames a WebSocket server sends and passes on where their text is, without copying it: for a client
 * that only counts. It answers no pings, so a server will drop it once its patience is over.
 */

import { OPCODE } from "./frame-reader.ts";

/** Two bytes, and up to eight for the length. */
const MAX_HEAD_BYTES = 10;

export type OnText = (bytes: Uint8Array, start: number, end: number) => void;

export class FrameWalker {
  readonly #onText: OnText;
  readonly #head = new Uint8Array(MAX_HEAD_BYTES);
  #headBytes = 0;
  #remainingBytes = 0;
  #isText = false;

  constructor(onText: OnText) {
    this.#onText = onText;
  }

  /**
   * Reads the bytes from `start` up to, but not including, `end`.
   * @throws {RangeError} if a frame is masked, which a server must not do
   */
  push(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      at = this.#remainingBytes > 0 ? this.#walk(bytes, at, end) : this.#readHead(bytes, at, end);
    }
  }

  #walk(bytes: Uint8Array, at: number, end: number): number {
    const next = Math.min(end, at + this.#remainingBytes);
    this.#remainingBytes -= next - at;
    if (this.#isText) this.#onText(bytes, at, next);
    return next;
  }

  /** Reads one byte of a head, or the whole head if it is in one piece. */
  #readHead(bytes: Uint8Array, at: number, end: number): number {
    const length = this.#headBytes === 0 && at + 1 < end ? headLength(bytes[at + 1] ?? 0) : 0;
    if (length > 0 && at + length <= end) {
      this.#begin(bytes, at);
      return at + length;
    }
    this.#head[this.#headBytes++] = bytes[at] ?? 0;
    if (this.#headBytes >= 2 && this.#headBytes === headLength(this.#head[1] ?? 0)) {
      this.#begin(this.#head, 0);
      this.#headBytes = 0;
    }
    return at + 1;
  }

  /** Continuation frames have opcode 0, and belong to the text before them. */
  #begin(head: Uint8Array, at: number): void {
    const opcode = (head[at] ?? 0) & 0x0f;
    if (opcode !== 0 || !this.#isText) this.#isText = opcode === OPCODE.text;
    this.#remainingBytes = payloadLength(head, at);
  }
}

function headLength(second: number): number {
  if (second >= 0x80) throw new RangeError("A server's frame must not be masked");
  if (second === 126) return 4;
  return second === 127 ? 10 : 2;
}

function payloadLength(head: Uint8Array, at: number): number {
  const second = head[at + 1] ?? 0;
  if (second < 126) return second;
  let length = 0;
  for (let index = at + 2; index < at + headLength(second); index++) {
    length = length * 256 + (head[index] ?? 0);
  }
  return length;
}
