/**
 * The browsers' `EventSource`, for Bun: the measuring client with the standard's interface, so that any EventSource
 * test suite can run against it. It only adds event dispatch.
 * [spec] https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface
 */

import { CLOSED, ClientTarget, CONNECTING, MeasuringClient, OPEN } from "./connection.ts";
import type { ReadyState } from "./connection.ts";
import type { TargetOptions } from "./target.ts";

/** The standard's one option, and those that pages do not need. */
export interface EventSourceInit extends Pick<
  TargetOptions<MeasuringClient>,
  "headers" | "tls" | "limits" | "startTimer"
> {
  /** Only stored: there are no cookies to send. Default: false. */
  readonly withCredentials?: boolean | undefined;
  /** Where to resume from at the first connect. Default: nowhere. */
  readonly lastEventId?: string | undefined;
}

type MessageListener = (this: globalThis.EventSource, event: MessageEvent<string>) => void;
type EventHandler = (this: globalThis.EventSource, event: Event) => void;

export class EventSource extends EventTarget implements globalThis.EventSource {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSED = CLOSED;

  /** The requested URL, serialised; redirects do not change it. */
  readonly url: string;
  readonly withCredentials: boolean;
  /** `undefined` if there is nothing to connect to. */
  readonly #client: MeasuringClient | undefined;
  #onopen: EventHandler | null = null;
  #onmessage: MessageListener | null = null;
  #onerror: EventHandler | null = null;
  readonly #activeHandlers = new Set<string>();

  /**
   * Starts to connect; events follow later.
   * @throws {DOMException} a SyntaxError when the URL is invalid or not absolute
   * @throws {TypeError} when a header is not a valid field
   */
  constructor(url: string | URL, init: EventSourceInit = {}) {
    super();
    const parsed = URL.parse(url);
    // [spec] If urlRecord is failure, then throw a "SyntaxError" DOMException.
    if (parsed === null) {
      throw new DOMException(`Cannot parse URL ${JSON.stringify(url)}`, "SyntaxError");
    }
    this.url = parsed.href;
    this.withCredentials = init.withCredentials ?? false;
    this.#client = /^https?:$/.test(parsed.protocol) ? this.#connect(parsed, init) : this.#refuse();
  }

  get CONNECTING(): typeof CONNECTING {
    return CONNECTING;
  }

  get OPEN(): typeof OPEN {
    return OPEN;
  }

  get CLOSED(): typeof CLOSED {
    return CLOSED;
  }

  get readyState(): ReadyState {
    return this.#client?.readyState ?? CLOSED;
  }

  get onopen(): EventHandler | null {
    return this.#onopen;
  }

  set onopen(handler: EventHandler | null) {
    this.#onopen = handler;
    this.#activate("open", (event) => this.#onopen?.(event));
  }

  get onmessage(): MessageListener | null {
    return this.#onmessage;
  }

  set onmessage(handler: MessageListener | null) {
    this.#onmessage = handler;
    this.#activate("message", (event) => {
      if (event instanceof MessageEvent) this.#onmessage?.(event);
    });
  }

  get onerror(): EventHandler | null {
    return this.#onerror;
  }

  set onerror(handler: EventHandler | null) {
    this.#onerror = handler;
    this.#activate("error", (event) => this.#onerror?.(event));
  }

  /** Closes it for good; no event follows. */
  close(): void {
    this.#client?.close();
  }

  /** Listens to a type of event that the stream names; `open` and `error` are about the connection. */
  override addEventListener(
    type: string,
    listener: MessageListener | EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  override removeEventListener(
    type: string,
    listener: MessageListener | EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void {
    super.removeEventListener(type, listener, options);
  }

  #connect(url: URL, init: EventSourceInit): MeasuringClient {
    const target = new ClientTarget({
      ...init,
      url,
      callbacks: {
        onOpen: () => this.dispatchEvent(new Event("open")),
        onEvent: ({ id, type, data }, { origin }) =>
          this.dispatchEvent(new MessageEvent(type, { data, origin, lastEventId: id })),
        onLost: () => this.dispatchEvent(new Event("error")),
        onFail: () => this.dispatchEvent(new Event("error")),
      },
    });
    return new MeasuringClient(target, { lastEventId: init.lastEventId });
  }

  /** A URL with another scheme is a network error that a retry would not fix. */
  #refuse(): undefined {
    queueMicrotask(() => this.dispatchEvent(new Event("error")));
  }

  // [spec] Activate an event handler: … add an event listener with … a callback that runs the event handler. – So a
  // handler keeps its place from when it was first set.
  #activate(type: string, listener: (event: Event) => void): void {
    if (this.#activeHandlers.has(type)) return;
    this.#activeHandlers.add(type);
    super.addEventListener(type, listener);
  }
}
