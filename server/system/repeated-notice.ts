/** What may happen a thousand times a second is told once, and then counted: a log is not to be filled by strangers. */

/** Counts for so long before it tells again. */
const QUIET_MS = 60_000;

export class RepeatedNotice {
  readonly #tell: (count: number) => void;
  #count = 0;
  #timer: Timer | undefined;

  /** `tell` is called at the first time, and then each minute with how often it was meanwhile, if it was. */
  constructor(tell: (count: number) => void) {
    this.#tell = tell;
  }

  note(): void {
    this.#count += 1;
    if (this.#timer === undefined) this.#tellAll();
  }

  /** Done by itself each minute. */
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

/** No more kinds of faults than this are told apart. */
const MAX_KINDS = 100;

/** Faults of the hub's own, each kind with its stack at the first time, and counted after that. */
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
