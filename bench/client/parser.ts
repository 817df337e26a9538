/**
 * Parses bytes into events by the standard: the same bytes give the same events however they are split. It keeps no
 * bytes between lines, and never more than its limits.
 * [spec] https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */

import { ByteStore } from "./byte-store.ts";
import {
  COLON,
  CR,
  DATA,
  EVENT,
  ID,
  indexBelow,
  indexOfLineEnd,
  isField,
  LF,
  parseDigits,
  RETRY,
  valueStart,
} from "./field.ts";
import {
  DEFAULT_STREAM_LIMITS,
  type ParserOptions,
  StreamLimitError,
  type StreamHandlers,
  type StreamLimits,
} from "./stream.ts";
import { asBuffer, decodeUtf8 } from "./text.ts";

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NUL = "\0";

export class EventStreamParser<Owner = undefined> {
  readonly #handlers: StreamHandlers<Owner>;
  readonly #owner: Owner;
  readonly #limits: StreamLimits;
  #lastEventId: string;
  /** The standard's last event ID buffer: becomes the last event id at the next blank line. */
  #id: string;
  #type = "";
  #data: string | undefined;
  #dataBytes = 0;
  #partialLine: ByteStore | undefined;
  /** How much of a byte order mark has arrived; its length once past the start of the stream. */
  #bomBytes = 0;
  #skipsLineFeed = false;
  /** Counts resets, so that a push notices a reset by a handler. */
  #run = 0;

  /** `lastEventId` is where an earlier stream stopped. */
  constructor(
    handlers: StreamHandlers<Owner>,
    owner: Owner,
    { limits = DEFAULT_STREAM_LIMITS, lastEventId = "" }: ParserOptions = {},
  ) {
    this.#handlers = handlers;
    this.#owner = owner;
    this.#limits = limits;
    this.#lastEventId = lastEventId;
    this.#id = lastEventId;
  }

  /** The id to resume from on a reconnect; empty if none has arrived. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /**
   * Parses the next bytes, from `start` to below `end`, and calls the handlers. If a handler calls `reset`, the rest
   * of the bytes is dropped.
   * @throws {StreamLimitError} at a line or event above the limit; after that only `reset` is allowed
   */
  push(chunk: Uint8Array, start = 0, end = chunk.length): void {
    const bytes = asBuffer(chunk);
    const run = this.#run;
    let at = this.#bomBytes < BOM.length ? this.#skipBom(bytes, start, end) : start;
    if (this.#skipsLineFeed && at < end) {
      this.#skipsLineFeed = false;
      if (bytes[at] === LF) at++;
    }
    if (this.#partialLine !== undefined && at < end) {
      at = this.#finishLine(this.#partialLine, bytes, at, end);
    }
    if (at < end && run === this.#run) this.#readLines(bytes, at, end);
  }

  /** Ends the stream: drops incomplete data and expects a new stream. The last event id stays. */
  reset(): void {
    // [spec] Once the end of the file is reached, any pending data must be discarded. (If the file ends
    // in the middle of an event, before the final empty line, the incomplete event is not dispatched.)
    this.#type = "";
    this.#data = undefined;
    this.#dataBytes = 0;
    this.#partialLine = undefined;
    this.#bomBytes = 0;
    this.#skipsLineFeed = false;
    // By the standard each stream starts with an empty last event ID buffer, so that an event without an id would
    // forget the position. Browsers keep the last event id, and so does this.
    this.#id = this.#lastEventId;
    this.#run++;
  }

  // [spec] The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any.
  #skipBom(bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && this.#bomBytes < BOM.length && bytes[at] === BOM[this.#bomBytes]) {
      this.#bomBytes++;
      at++;
    }
    if (at === end || this.#bomBytes === BOM.length) return at;
    // Not a mark after all: those bytes are the start of the first line.
    if (this.#bomBytes > 0) this.#keep(BOM, 0, this.#bomBytes);
    this.#bomBytes = BOM.length;
    return at;
  }

  #finishLine(line: ByteStore, bytes: Buffer, start: number, end: number): number {
    const lineEnd = indexOfLineEnd(bytes, start, end);
    this.#keep(bytes, start, lineEnd);
    if (lineEnd === end) return end;
    const next = this.#nextLine(bytes, lineEnd, end);
    this.#partialLine = undefined;
    this.#readLine(line.buffer, 0, line.length);
    return next;
  }

  /** The hot loop: searches each byte once for LF and once for CR. */
  #readLines(bytes: Buffer, start: number, end: number): void {
    const run = this.#run;
    let at = start;
    let cr = indexBelow(bytes, CR, at, end);
    let lf = indexBelow(bytes, LF, at, end);
    while (at < end) {
      if (cr < at) cr = indexBelow(bytes, CR, at, end);
      if (lf < at) lf = indexBelow(bytes, LF, at, end);
      const lineEnd = Math.min(lf, cr);
      if (lineEnd === end) return this.#keep(bytes, at, end);
      const next = lineEnd === cr ? this.#nextLine(bytes, lineEnd, end) : lineEnd + 1;
      this.#readLine(bytes, at, lineEnd);
      if (run !== this.#run) return;
      at = next;
    }
  }

  /** A CR at the end of the bytes ends its line at once; an LF that follows later belongs to it. */
  #nextLine(bytes: Buffer, lineEnd: number, end: number): number {
    const next = lineEnd + 1;
    if (bytes[lineEnd] !== CR) return next;
    if (next === end) this.#skipsLineFeed = true;
    return next < end && bytes[next] === LF ? next + 1 : next;
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    this.#checkLine((this.#partialLine?.length ?? 0) + end - start);
    this.#partialLine ??= new ByteStore(end - start);
    this.#partialLine.append(bytes, start, end);
  }

  #readLine(bytes: Buffer, start: number, end: number): void {
    if (start === end) return this.#dispatch();
    this.#checkLine(end - start);
    // [spec] Field names must be compared literally, with no case folding performed.
    if (isField(bytes, start, end, DATA))
      this.#addData(bytes, valueStart(bytes, start + 4, end), end);
    else if (isField(bytes, start, end, ID))
      this.#setId(bytes, valueStart(bytes, start + 2, end), end);
    else if (isField(bytes, start, end, EVENT)) {
      this.#type = decodeUtf8(bytes, valueStart(bytes, start + 5, end), end);
    } else if (bytes[start] === COLON) {
      this.#handlers.onComment?.(decodeUtf8(bytes, start + 1, end), this.#owner);
    } else if (isField(bytes, start, end, RETRY)) {
      this.#setRetry(bytes, valueStart(bytes, start + 5, end), end);
    }
    // [spec] Otherwise: The field is ignored.
  }

  #addData(bytes: Buffer, start: number, end: number): void {
    // [spec] Append the field value to the data buffer, then append a single U+000A LINE FEED (LF)
    // character to the data buffer. … If the data buffer's last character is a LF, remove it.
    const value = decodeUtf8(bytes, start, end);
    this.#dataBytes += end - start + 1;
    if (this.#dataBytes > this.#limits.maxEventBytes) {
      throw new StreamLimitError(`Cannot read an event above ${this.#limits.maxEventBytes} bytes`);
    }
    this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
  }

  #setId(bytes: Buffer, start: number, end: number): void {
    const id = decodeUtf8(bytes, start, end);
    // [spec] If the field value does not contain U+0000 NULL, then set the last event ID buffer to the
    // field value. Otherwise, ignore the field.
    if (!id.includes(NUL)) this.#id = id;
  }

  #setRetry(bytes: Buffer, start: number, end: number): void {
    const retryMs = parseDigits(bytes, start, end);
    if (retryMs !== undefined) this.#handlers.onRetry?.(retryMs, this.#owner);
  }

  #dispatch(): void {
    // [spec] Set the last event ID string of the event source to the value of the last event ID buffer.
    // The buffer does not get reset, so the last event ID string of the event source remains set to
    // this value until the next time it is set by the server.
    this.#lastEventId = this.#id;
    const data = this.#data;
    const type = this.#type;
    this.#type = "";
    // [spec] If the data buffer is an empty string, set the data buffer and the event type buffer to the
    // empty string and return.
    if (data === undefined) return;
    this.#data = undefined;
    this.#dataBytes = 0;
    this.#handlers.onEvent({ id: this.#id, type: type || "message", data }, this.#owner);
  }

  #checkLine(lengthBytes: number): void {
    if (lengthBytes > this.#limits.maxLineBytes) {
      throw new StreamLimitError(`Cannot read a line above ${this.#limits.maxLineBytes} bytes`);
    }
  }
}
