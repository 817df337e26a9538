/**
 * The account of an endpoint about which nothing is known: which clients got which event. An event is
 * known by its id, type and data; what one uncut client got, all others should have got, too.
 */

/** What was under way when a connection broke or came back may be lost with it. */
const IN_FLIGHT_MS = 500;
/** Of equal data without ids, so many are looked at for the one that a client has not had. */
const MAX_EQUAL = 50;
/** Events that are kept open at once: older ones are summed up. */
const MAX_OPEN = 20_000;

interface Entry {
  readonly firstAtMs: number;
  /** Latest arrival at a client that was not cut. */
  lastAtMs: number;
  /** A bit for each client. */
  readonly bits: Uint8Array;
  count: number;
  uncutCount: number;
}

export interface BookTotals {
  /** Different events, as the uncut clients saw them. */
  readonly events: number;
  /** Whether most of those from before the cut came to more than half of the clients. */
  readonly isBroadcast: boolean;
  readonly expected: number;
  readonly lost: number;
  /** Deliveries due to clients while they were cut, and how many of them never came. */
  readonly awayExpected: number;
  readonly awayLost: number;
}

/** What an arrival was: of an event that nobody had, that others had, or that this client had itself. */
export type ArrivalKind = "new" | "known" | "again";

export interface BookOptions {
  readonly clients: number;
  /** The clients that will be cut on purpose. */
  readonly isToBeCut: (client: number) => boolean;
  /** Told from the first to the last arrival at a client that was not cut, in ms, where there are two. */
  readonly onSkew: (skewMs: number) => void;
}

export class EventBook {
  readonly #options: BookOptions;
  readonly #entries = new Map<string, Entry>();
  /** How often each data without an id has come to the client that got it most often. */
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

  /** From now on every event is due to every client. */
  start(atMs: number): void {
    this.#startedAtMs = atMs;
  }

  /** The clients that are to be cut are. */
  cut(atMs: number): void {
    this.#cutAtMs = atMs;
  }

  /** A client asked for the stream, for the first time or anew. */
  asked(client: number, atMs: number): void {
    this.#sinceMs[client] = atMs;
  }

  /** A cut client asked for the stream again: what happened before can only come by resending. */
  askedAgain(client: number, atMs: number): void {
    this.#askedAgainAtMs[client] = atMs;
  }

  /** Nothing is due to this client: it never opened, or is gone for good. */
  excuse(client: number): void {
    this.#isAbsent[client] = 1;
  }

  /** Enters an arrival. `isUnique` tells that `key` has an id in it, so that it names one event. */
  enter(client: number, key: string, isUnique: boolean, atMs: number): ArrivalKind {
    const named = isUnique ? key : this.#occurrence(client, key);
    const entry = this.#entries.get(named);
    if (entry === undefined) return this.#open(client, named, atMs);
    if (has(entry, client)) return "again";
    this.#mark(entry, client, atMs);
    return "known";
  }

  /** Without an id, equal data again is another event: the oldest that the client could have and has not. */
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

  /** Sums up; events that came first after `endAtMs` are left out, for they may still be on their way. */
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
