/** From the text of an event stream to its frames: the raw text up to each blank line, and what it means. */

import { createParser, type EventSourceMessage } from "eventsource-parser";

/** When an event passed the hub, in ms since 1970 by the hub's clock; `undefined` where the hub did not say. */
export interface Moments {
  readonly acceptedMs: number | undefined;
  readonly durableMs: number | undefined;
  readonly sentMs: number | undefined;
}

export interface TraceFrame {
  /** As it came, with its comments and the blank line. */
  readonly raw: string;
  /** Empty if the event has none. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly moments: Moments;
}

/** A frame without an end is given up: far more than the hub accepts as an event. */
const MAX_CHARACTERS = 16 * 1024 * 1024;
/** Only LF ends a line of the hub; with the flag `m`, `^` would stand after others too. */
const ID_LINE = /(?:^|\n)id: ?([^\n]*)/;
const NO_MOMENTS: Moments = { acceptedMs: undefined, durableMs: undefined, sentMs: undefined };

export class FrameReader {
  readonly #parser = createParser({
    onEvent: (event) => (this.#event = event),
    onComment: (comment) => (this.#moments = momentsIn(comment) ?? this.#moments),
    onRetry: (retryMs) => (this.#retryMs = retryMs),
  });
  #text = "";
  #event: EventSourceMessage | undefined;
  #moments = NO_MOMENTS;
  #retryMs: number | undefined;
  #lastEventId: string | undefined;

  /** The last id that came, with an event or alone; `undefined` before the first. */
  get lastEventId(): string | undefined {
    return this.#lastEventId;
  }

  /** What the hub asked to wait before reconnecting. */
  get retryMs(): number | undefined {
    return this.#retryMs;
  }

  /**
   * The frames that end in this text. Frames without an event are left out.
   * @throws {RangeError} when a frame does not end
   */
  read(text: string): TraceFrame[] {
    const frames: TraceFrame[] = [];
    this.#text += text;
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end < 0) break;
      const raw = this.#text.slice(0, end + 2);
      this.#text = this.#text.slice(end + 2);
      this.#moments = NO_MOMENTS;
      this.#event = undefined;
      this.#parser.feed(raw);
      this.#lastEventId = ID_LINE.exec(raw)?.[1] ?? this.#lastEventId;
      const frame = this.#frameOf(raw);
      if (frame !== undefined) frames.push(frame);
    }
    if (this.#text.length > MAX_CHARACTERS) throw new RangeError("An event does not end");
    return frames;
  }

  #frameOf(raw: string): TraceFrame | undefined {
    if (this.#event === undefined) return undefined;
    const { id = "", event: type = "message", data } = this.#event;
    return { raw, id, type, data, moments: this.#moments };
  }
}

/** Reads ` accepted=… durable=… sent=…`; `undefined` if it is another comment. */
function momentsIn(comment: string): Moments | undefined {
  const parts = new Map(
    comment
      .trim()
      .split(" ")
      .map((part) => splitOnce(part)),
  );
  const momentOf = (name: string) => {
    const atMs = Number(parts.get(name) ?? Number.NaN);
    return Number.isFinite(atMs) ? atMs : undefined;
  };
  const sentMs = momentOf("sent");
  if (sentMs === undefined) return undefined;
  return { acceptedMs: momentOf("accepted"), durableMs: momentOf("durable"), sentMs };
}

function splitOnce(part: string): readonly [string, string] {
  const at = part.indexOf("=");
  return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
}
