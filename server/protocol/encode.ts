/**
 * Encodes text as the bytes of an event stream. No text can inject a field or an event: data is split at every line
 * end the standard knows, and other fields refuse line ends.
 * [spec] https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */

import { DEFAULT_EVENT_TYPE } from "./event.ts";

/** The fields of one event; an absent field is not written. */
export interface EventFields {
  readonly data: string;
  readonly id?: string;
  readonly type?: string;
  readonly retryMs?: number;
}

const utf8 = new TextEncoder();
const LINE_END = /\r\n|\r|\n/g;

/**
 * Encodes one event, including the closing blank line. Line ends in `data` arrive as LF.
 * @throws {TypeError} when `id` or `type` contains CR, LF or NUL
 * @throws {RangeError} when `retryMs` is not a whole number from 0
 */
export function encodeEvent(fields: EventFields): Uint8Array {
  return utf8.encode(eventText(fields));
}

/**
 * Encodes a comment, which readers ignore; `text` must be one line. No blank line follows, since some clients take it
 * for an event without data.
 */
export function encodeComment(text: string): Uint8Array {
  return utf8.encode(`:${oneLine("comment", text)}\n`);
}

/**
 * Encodes a new reconnection time, in ms. It takes effect at the end of the line, so no blank line follows.
 * @throws {RangeError} when it is not a whole number from 0
 */
export function encodeRetry(retryMs: number): Uint8Array {
  return utf8.encode(retryLine(retryMs));
}

/**
 * Encodes a new last event id without an event. Readers adopt it only at the blank line.
 * @throws {TypeError} when `id` contains CR, LF or NUL
 */
export function encodeId(id: string): Uint8Array {
  return utf8.encode(`id:${oneLine("id", id)}\n\n`);
}

function eventText({ id, type, retryMs, data }: EventFields): string {
  let text = "";
  if (id !== undefined) text += `id:${oneLine("id", id)}\n`;
  if (type !== undefined && type !== DEFAULT_EVENT_TYPE) text += `event:${oneLine("type", type)}\n`;
  if (retryMs !== undefined) text += retryLine(retryMs);
  return `${text}data:${spaced(data).replace(LINE_END, dataLineStart)}\n\n`;
}

/** Readers remove one leading space, so a value that starts with a space gets another. */
function spaced(value: string): string {
  return value.startsWith(" ") ? ` ${value}` : value;
}

function dataLineStart(lineEnd: string, offset: number, data: string): string {
  return data[offset + lineEnd.length] === " " ? "\ndata: " : "\ndata:";
}

function oneLine(field: string, value: string): string {
  if (/[\r\n\0]/.test(value)) {
    throw new TypeError(
      `Cannot encode ${field} ${JSON.stringify(value)}: it contains CR, LF or NUL`,
    );
  }
  return spaced(value);
}

function retryLine(retryMs: number): string {
  if (!Number.isSafeInteger(retryMs) || retryMs < 0) {
    throw new RangeError(`Cannot encode retry ${retryMs}: expected a whole number of ms from 0`);
  }
  return `retry:${retryMs}\n`;
}
