/** The events of a stream, a parser's callbacks, and its limits. */

/** One event as a page would see it. */
export interface StreamEvent {
  /** The last event id at its dispatch; empty if there was none so far. */
  readonly id: string;
  /** `message` unless the stream said otherwise. */
  readonly type: string;
  readonly data: string;
}

/** Callbacks of a parser. One object serves all parsers; each call gets the owner. */
export interface StreamHandlers<Owner> {
  onEvent(event: StreamEvent, owner: Owner): void;
  /** A new reconnection time, in ms. */
  onRetry?(retryMs: number, owner: Owner): void;
  /** The text after the colon, including a leading space. */
  onComment?(text: string, owner: Owner): void;
}

/** How much a stream may make the client buffer. */
export interface StreamLimits {
  /** Longest line, without its end. */
  readonly maxLineBytes: number;
  /** Most data in one event, including its line ends. */
  readonly maxEventBytes: number;
}

/** Browsers have no limit, so these are far above what servers send. */
export const DEFAULT_STREAM_LIMITS: StreamLimits = {
  maxLineBytes: 16 * 1024 * 1024,
  maxEventBytes: 16 * 1024 * 1024,
};

/** The stream sent a line or an event above the limit, which was dropped. */
export class StreamLimitError extends RangeError {
  override readonly name = "StreamLimitError";
}

/** Where a parser starts, and its limits. */
export interface ParserOptions {
  /** Default: `DEFAULT_STREAM_LIMITS`. */
  readonly limits?: StreamLimits | undefined;
  /** Where an earlier stream stopped. Default: empty. */
  readonly lastEventId?: string | undefined;
}
