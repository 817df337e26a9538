/**
 * Events as WebSocket text: a frame has one or more lines, each a JSON object. The fields are those of an event
 * stream: `id`, `type`, `data`, and `retry` in ms. `id` and `retry` may come alone.
 */

import type { EventFields } from "./encode.ts";
import { DEFAULT_EVENT_TYPE } from "./event.ts";

/** One line of a frame, parsed. */
export interface FrameLine {
  readonly id?: string;
  readonly type?: string;
  readonly data?: string;
  readonly retry?: number;
}

const utf8 = new TextEncoder();

/** Encodes one event as a line; `type` is always present, `id` and `retry` only if the event has them. */
export function encodeFrameLine({ id, type, data, retryMs }: EventFields): Uint8Array {
  const line: FrameLine = {
    ...(id === undefined ? {} : { id }),
    type: type ?? DEFAULT_EVENT_TYPE,
    data,
    ...(retryMs === undefined ? {} : { retry: retryMs }),
  };
  return utf8.encode(`${JSON.stringify(line)}\n`);
}

/** Encodes a new reconnection time, in ms, as a line of its own. */
export function encodeRetryLine(retryMs: number): Uint8Array {
  return utf8.encode(`{"retry":${retryMs}}\n`);
}

/** Encodes a new last event id without an event, as a line of its own. */
export function encodeIdLine(id: string): Uint8Array {
  return utf8.encode(`${JSON.stringify({ id } satisfies FrameLine)}\n`);
}
