/**
 * What the clients of a pool share: the endpoint, the callbacks, the limits. A client itself keeps only what differs.
 */

import { Endpoint } from "./endpoint.ts";
import type { ResponseHead } from "./http-head.ts";
import type { Outage } from "./outage.ts";
import type { RequestHeaders } from "./request.ts";
import { DEFAULT_STREAM_LIMITS, type StreamEvent, type StreamLimits } from "./stream.ts";

/**
 * Callbacks, all called from the event loop, never within a constructor. Each may call the client's `close`, `cut`,
 * `pause` and `resume`. Errors they throw are reported as uncaught, as in a page, and the stream continues.
 */
export interface Callbacks<Client> {
  /** The head of any final response, including redirects and refusals. */
  onHead?(head: ResponseHead, client: Client): void;
  /** The stream is open; the client's times are set. */
  onOpen?(client: Client): void;
  onEvent?(event: StreamEvent, client: Client): void;
  /** The server set the reconnection time, in ms. */
  onRetry?(retryMs: number, client: Client): void;
  /** A comment: the text after the colon. */
  onComment?(text: string, client: Client): void;
  /** The stream or the attempt is lost, and the next attempt starts in `delayMs`. */
  onLost?(outage: Outage, delayMs: number, client: Client): void;
  /** It ended for good, but not through `close`. */
  onFail?(outage: Outage, client: Client): void;
}

/** Calls `fire(client)` after `delayMs`, unless the returned object is disposed of first. */
export type Timer<Client> = (
  fire: (client: Client) => void,
  delayMs: number,
  client: Client,
) => Disposable;

export interface TargetOptions<Client> {
  readonly url: string | URL;
  readonly callbacks?: Callbacks<Client> | undefined;
  /** Extra request headers; they replace the default ones. */
  readonly headers?: RequestHeaders | undefined;
  /** For https: trust (`ca`, `rejectUnauthorized: false`), names, client certificates. */
  readonly tls?: Bun.TLSOptions | undefined;
  /** Default: `DEFAULT_STREAM_LIMITS`. */
  readonly limits?: StreamLimits | undefined;
  /** Whether to reopen a lost stream, as the standard requires. Default: true. */
  readonly reconnects?: boolean | undefined;
  /** Waits out the reconnection time. Default: `setTimeout`. */
  readonly startTimer?: Timer<Client> | undefined;
}

export class Target<Client> {
  readonly endpoint: Endpoint;
  readonly callbacks: Required<Callbacks<Client>>;
  readonly tls: Bun.TLSOptions;
  readonly limits: StreamLimits;
  readonly reconnects: boolean;
  readonly startTimer: Timer<Client>;

  /** @throws {TypeError} when the URL is not an http(s) URL, or a header is not a valid field */
  constructor(options: TargetOptions<Client>) {
    this.endpoint = new Endpoint(new URL(options.url), options.headers);
    this.callbacks = guard(options.callbacks ?? {});
    // Bun takes empty TLS options for no TLS, so these are never empty.
    this.tls = { ...options.tls, rejectUnauthorized: options.tls?.rejectUnauthorized ?? true };
    this.limits = options.limits ?? DEFAULT_STREAM_LIMITS;
    this.reconnects = options.reconnects ?? true;
    this.startTimer = options.startTimer ?? startTimeout;
  }
}

function startTimeout<Client>(
  fire: (client: Client) => void,
  delayMs: number,
  client: Client,
): Disposable {
  return setTimeout(fire, delayMs, client);
}

/** The same callbacks, with none missing and none throwing. */
function guard<Client>(callbacks: Callbacks<Client>): Required<Callbacks<Client>> {
  return {
    onHead: guarded(callbacks.onHead?.bind(callbacks)),
    onOpen: guarded(callbacks.onOpen?.bind(callbacks)),
    onEvent: guarded(callbacks.onEvent?.bind(callbacks)),
    onRetry: guarded(callbacks.onRetry?.bind(callbacks)),
    onComment: guarded(callbacks.onComment?.bind(callbacks)),
    onLost: guarded(callbacks.onLost?.bind(callbacks)),
    onFail: guarded(callbacks.onFail?.bind(callbacks)),
  };
}

function guarded<Parameters extends readonly unknown[]>(
  callback: ((...parameters: Parameters) => void) | undefined,
): (...parameters: Parameters) => void {
  if (callback === undefined) return () => {};
  return (...parameters) => {
    try {
      callback(...parameters);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
}
