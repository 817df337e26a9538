/**
 * An EventSource that never gives up. The browser's own reconnects after a lost connection, with Last-Event-ID, but a
 * response that is not a stream (a 503) closes it for good; this one then opens another after a jittered, growing
 * wait.
 */

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** `EventSource.CLOSED`, as the standard numbers it. */
const CLOSED = 2;

/** The part of an EventSource that is used. */
export interface Source {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

export interface ReopeningOptions {
  /** Called for each new EventSource; when the browser itself reconnects, it keeps its URL. */
  readonly url: () => string;
  readonly types: readonly string[];
  readonly onOpen: () => void;
  /** The browser is reconnecting by itself. */
  readonly onLost: () => void;
  /** The EventSource is closed for good; another is opened after the wait. */
  readonly onClosed: (waitMs: number) => void;
  readonly onEvent: (event: MessageEvent<string>) => void;
  readonly open?: (url: string) => Source;
  /** Returns a function that cancels it. */
  readonly after?: (waitMs: number, run: () => void) => () => void;
  readonly random?: () => number;
}

/** Doubles with each consecutive attempt, with 50 % jitter either way so that pages spread out. */
export function reopenWaitMs(attempt: number, random: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + random);
}

export class ReopeningSource {
  readonly #options: ReopeningOptions;
  readonly #types: Set<string>;
  #source: Source;
  #attempts = 0;
  #isClosed = false;
  #cancelReopening: () => void = () => {};

  constructor(options: ReopeningOptions) {
    this.#options = options;
    this.#types = new Set(options.types);
    this.#source = this.#open();
  }

  /** An EventSource dispatches only types that it listens for; this adds one to a running stream. */
  listenFor(type: string): void {
    if (this.#types.has(type)) return;
    this.#types.add(type);
    this.#listen(this.#source, type);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelReopening();
    this.#source.close();
  }

  #open(): Source {
    const { url, open = (address) => new EventSource(address), onOpen } = this.#options;
    const source = open(url());
    for (const type of this.#types) this.#listen(source, type);
    // A server may also send events of the types `open` and `error`; those are messages.
    source.addEventListener("open", (event) => {
      if (this.#isClosed || isMessage(event)) return;
      this.#attempts = 0;
      onOpen();
    });
    source.addEventListener("error", (event) => {
      if (!this.#isClosed && !isMessage(event)) this.#onError(source);
    });
    return source;
  }

  #listen(source: Source, type: string): void {
    source.addEventListener(type, (event) => {
      if (!this.#isClosed && isMessage(event)) this.#options.onEvent(event);
    });
  }

  #onError(source: Source): void {
    if (source.readyState !== CLOSED) {
      this.#options.onLost();
      return;
    }
    const { after = afterTimeout, random = Math.random, onClosed } = this.#options;
    const waitMs = reopenWaitMs(this.#attempts++, random());
    this.#cancelReopening = after(waitMs, () => {
      this.#source = this.#open();
    });
    onClosed(waitMs);
  }
}

function isMessage(event: Event): event is MessageEvent<string> {
  return event instanceof MessageEvent;
}

/** Runs once after a wait; returns a function that cancels it. */
export function afterTimeout(waitMs: number, run: () => void): () => void {
  const timer = setTimeout(run, waitMs);
  return () => clearTimeout(timer);
}
