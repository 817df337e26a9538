/**
 * Logs an event that may happen a thousand times a second once, then counts it, so that clients cannot fill the log.
 */

/** How long it counts before it reports again. */
const QUIET_MS = 60_000;

export class RepeatedNotice {
  readonly #tell: (count: number) => void;
  #count = 0;
  #timer: Timer | undefined;

  /** `tell` is called the first time, and then every minute with the number of occurrences, if any. */
  constructor(tell: (count: number) => void) {
    this.#tell = tell;
  }

  note(): void {
    this.#count += 1;
    if (this.#timer === undefined) this.#tellAll();
  }

  /** Runs every minute. */
  #tellAll(): void {
    const count = this.#count;
    this.#count = 0;
    this.#timer = undefined;
    if (count === 0) return;
    this.#timer = setTimeout(() => this.#tellAll(), QUIET_MS);
    this.#timer.unref();
    this.#tell(count);
  }
}

/** Most kinds of faults that are kept apart. */
const MAX_KINDS = 100;

/** The hub's internal errors: each kind is logged with its stack the first time, and counted after that. */
export class FaultLog {
  readonly #tell: (text: string, error: unknown) => void;
  readonly #kinds = new Map<string, RepeatedNotice>();

  constructor(tell: (text: string, error: unknown) => void) {
    this.#tell = tell;
  }

  note(what: string, error: unknown): void {
    const message = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    const kind = this.#kinds.size < MAX_KINDS ? message : what;
    let notice = this.#kinds.get(kind);
    if (notice === undefined) {
      notice = new RepeatedNotice((count) =>
        count === 1
          ? this.#tell(what, error)
          : this.#tell(`${message} (${count} times)`, undefined),
      );
      this.#kinds.set(kind, notice);
    }
    notice.note();
  }
}
