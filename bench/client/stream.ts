/** What is read from an event stream, how it is told, and how much of it may be held. */

/** One event as a page would see it. */
export interface StreamEvent {
  /** The last event id when it was dispatched; empty when there was none so far. */
  readonly id: string;
  /** `message` unless the stream said otherwise. */
  readonly type: string;
  readonly data: string;
}

/** What a parser tells. One object serves every parser: the owner comes back with each call. */
export interface StreamHandlers<Owner> {
  onEvent(event: StreamEvent, owner: Owner): void;
  /** A new reconnection time, in ms. */
  onRetry?(retryMs: number, owner: Owner): void;
  /** What stands behind the colon, a leading space included. */
  onComment?(text: string, owner: Owner): void;
}

/** What a stream may make the client hold. */
export interface StreamLimits {
  /** Longest line, its end not counted. */
  readonly maxLineBytes: number;
  /** Most data in one event, its line ends counted. */
  readonly maxEventBytes: number;
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = {
  maxLineBytes: 1024 * 1024,
  maxEventBytes: 4 * 1024 * 1024,
};

/** The stream sent a line or an event above the limit; nothing of it was kept. */
export class StreamLimitError extends RangeError {
  override readonly name = "StreamLimitError";
}

/** Where a parser starts, and what it may hold. */
export interface ParserOptions {
  /** Default: `DEFAULT_STREAM_LIMITS`. */
  readonly limits?: StreamLimits | undefined;
  /** Where an earlier stream stopped. Default: empty. */
  readonly lastEventId?: string | undefined;
}
