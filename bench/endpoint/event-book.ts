/**
 * The account of an unknown endpoint: which clients got which event. An event is identified by its id, type and data;
 * whatever one uncut client got, all others should have got too.
 */

/** Events in flight when a connection broke or came back may be lost with it. */
const IN_FLIGHT_MS = 500;
/** How many equal events without ids are searched for one that a client has not had. */
const MAX_EQUAL = 50;
/** Most events kept individually; older ones are only totalled. */
const MAX_OPEN = 20_000;

interface Entry {
  readonly firstAtMs: number;
  /** Latest arrival at an uncut client. */
  lastAtMs: number;
  /** One bit per client. */
  readonly bits: Uint8Array;
  count: number;
  uncutCount: number;
}

export interface BookTotals {
  /** Different events received by uncut clients. */
  readonly events: number;
  /** Whether most events before the cut reached more than half of the clients. */
  readonly isBroadcast: boolean;
  readonly expected: number;
  readonly lost: number;
  /** Deliveries due to clients while they were cut, and how many never arrived. */
  readonly awayExpected: number;
  readonly awayLost: number;
}

/** Kind of arrival: of an event that no client had, that others had, or that this client itself had. */
export type ArrivalKind = "new" | "known" | "again";

export interface BookOptions {
  readonly clients: number;
  /** The clients that will be cut on purpose. */
  readonly isToBeCut: (client: number) => boolean;
  /** Called with the time in ms from the first to the last arrival at uncut clients, if there are two. */
  readonly onSkew: (skewMs: number) => void;
}

export class EventBook {
  readonly #options: BookOptions;
  readonly #entries = new Map<string, Entry>();
  /** How often data without an id has reached the client that got it most often. */
  readonly #occurrences = new Map<string, number>();
  readonly #askedAgainAtMs: Float64Array;
  readonly #sinceMs: Float64Array;
  readonly #isAbsent: Uint8Array;
  #startedAtMs = Infinity;
  #cutAtMs = Infinity;
  #sharedBeforeCut = 0;
  #beforeCut = 0;
  readonly #totals = {
    events: 0,
    expected: 0,
    lost: 0,
    awayExpected: 0,
    awayLost: 0,
  };

  constructor(options: BookOptions) {
    this.#options = options;
    this.#askedAgainAtMs = new Float64Array(options.clients).fill(Infinity);
    this.#sinceMs = new Float64Array(options.clients);
    this.#isAbsent = new Uint8Array(options.clients);
  }

  /** Starts the account: from now on every event is due to every client. */
  start(atMs: number): void {
    this.#startedAtMs = atMs;
  }

  /** The clients in question have been cut. */
  cut(atMs: number): void {
    this.#cutAtMs = atMs;
  }

  /** A client requested the stream, for the first time or again. */
  asked(client: number, atMs: number): void {
    this.#sinceMs[client] = atMs;
  }

  /** A cut client requested the stream again: earlier events can only arrive by being resent. */
  askedAgain(client: number, atMs: number): void {
    this.#askedAgainAtMs[client] = atMs;
  }

  /** Nothing is due to this client: it never opened, or is gone for good. */
  excuse(client: number): void {
    this.#isAbsent[client] = 1;
  }

  /** Records an arrival. `isUnique` says that `key` contains an id, and so identifies one event. */
  enter(client: number, key: string, isUnique: boolean, atMs: number): ArrivalKind {
    const named = isUnique ? key : this.#occurrence(client, key);
    const entry = this.#entries.get(named);
    if (entry === undefined) return this.#open(client, named, atMs);
    if (has(entry, client)) return "again";
    this.#mark(entry, client, atMs);
    return "known";
  }

  /** Without an id, repeated data is another event: the oldest one that the client could have but has not. */
  #occurrence(client: number, key: string): string {
    const count = this.#occurrences.get(key) ?? 0;
    for (let number = Math.max(1, count - MAX_EQUAL); number <= count; number++) {
      const name = `${key}\n${number}`;
      const entry = this.#entries.get(name);
      if (entry !== undefined && !has(entry, client) && this.#couldHave(entry, client)) return name;
    }
    if (this.#occurrences.size >= MAX_OPEN) this.#occurrences.clear();
    this.#occurrences.set(key, count + 1);
    return `${key}\n${count + 1}`;
  }

  #couldHave({ firstAtMs }: Entry, client: number): boolean {
    return firstAtMs >= (this.#sinceMs[client] ?? 0);
  }

  /** The totals, without events first seen after `endAtMs`, which may still be in flight. */
  totals(endAtMs: number): BookTotals {
    for (const [key, entry] of this.#entries) this.#close(key, entry, endAtMs);
    const isBroadcast = this.#sharedBeforeCut * 2 >= this.#beforeCut;
    return { ...this.#totals, isBroadcast };
  }

  #open(client: number, key: string, atMs: number): ArrivalKind {
    const bits = new Uint8Array(Math.ceil(this.#options.clients / 8));
    const entry = { firstAtMs: atMs, lastAtMs: atMs, bits, count: 0, uncutCount: 0 };
    this.#mark(entry, client, atMs);
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_OPEN) this.#closeOldest();
    return "new";
  }

  #mark(entry: Entry, client: number, atMs: number): void {
    entry.bits[client >> 3] = (entry.bits[client >> 3] ?? 0) | (1 << (client & 7));
    entry.count += 1;
    if (this.#options.isToBeCut(client)) return;
    entry.uncutCount += 1;
    entry.lastAtMs = atMs;
  }

  #closeOldest(): void {
    for (const [key, entry] of this.#entries) return this.#close(key, entry, Infinity);
  }

  #close(key: string, entry: Entry, endAtMs: number): void {
    this.#entries.delete(key);
    const { firstAtMs, uncutCount, count } = entry;
    const isDue = firstAtMs >= this.#startedAtMs && firstAtMs <= endAtMs && uncutCount > 0;
    if (!isDue) return;
    this.#totals.events += 1;
    if (firstAtMs < this.#cutAtMs) {
      this.#beforeCut += 1;
      if (count * 2 > this.#options.clients) this.#sharedBeforeCut += 1;
    }
    if (uncutCount > 1) this.#options.onSkew(entry.lastAtMs - firstAtMs);
    for (let client = 0; client < this.#options.clients; client++) this.#settle(entry, client);
  }

  #settle(entry: Entry, client: number): void {
    if (this.#isAbsent[client] === 1) return;
    const isMissing = !has(entry, client);
    const isAway = this.#options.isToBeCut(client) && this.#wasAway(entry, client, isMissing);
    this.#totals[isAway ? "awayExpected" : "expected"] += 1;
    if (isMissing) this.#totals[isAway ? "awayLost" : "lost"] += 1;
  }

  #wasAway({ firstAtMs }: Entry, client: number, isMissing: boolean): boolean {
    const marginMs = isMissing ? IN_FLIGHT_MS : 0;
    const backAtMs = this.#askedAgainAtMs[client] ?? Infinity;
    return firstAtMs >= this.#cutAtMs - marginMs && firstAtMs <= backAtMs + marginMs;
  }
}

function has(entry: Entry, client: number): boolean {
  return ((entry.bits[client >> 3] ?? 0) & (1 << (client & 7))) !== 0;
}
