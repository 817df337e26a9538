/**
 * The account of an unknown endpoint: which clients got which event. An event is identified by its id, type and data;
 * whatever one connected client got, all others should have got too.
 */

import { ArrivalOrder, type Sighting } from "./arrival-order.ts";

/** Events in flight when a connection broke or came back may be lost with it. */
const IN_FLIGHT_MS = 500;
/** Most time that an event is believed to have been under way when it says that it is older than the account. */
const MAX_UNDER_WAY_MS = 60_000;
/** How many equal events without ids are searched for one that a client has not had. */
const MAX_EQUAL = 50;
/** Most events kept individually; older ones are only totalled. */
const MAX_OPEN = 20_000;

interface Entry extends Sighting {
  readonly firstAtMs: number;
  /** At the latest; `undefined` if unknown. */
  readonly madeAtMs: number | undefined;
  /** Latest arrival at an uncut client. */
  lastAtMs: number;
  readonly isUnique: boolean;
  count: number;
  /** Arrivals at clients that are never cut. */
  uncutCount: number;
  /** Whether a client got it that was not, or not yet, cut. */
  isLive: boolean;
  readonly looksOld: boolean;
}

export interface BookTotals {
  /** Different events received by clients that were not, or not yet, cut. */
  readonly events: number;
  /** Whether most events before the cut reached more than half of the clients. */
  readonly isBroadcast: boolean;
  readonly expected: number;
  readonly lost: number;
  /** Lost deliveries whose latency would have been measured. */
  readonly timedLost: number;
  /** Events that an uncut client did not get, so that they have no skew. */
  readonly skewLost: number;
  /** Deliveries after an event that was published later, or that another client got later. */
  readonly outOfOrder: number;
  /** Deliveries of old events that only clients which resumed got, so that nobody had missed them. */
  readonly replayed: number;
  /** Deliveries due to clients while they were cut, and how many never arrived. */
  readonly awayExpected: number;
  readonly awayLost: number;
}

/** Kind of arrival: of an event that no client had, that others had, or that this client itself had. */
export type ArrivalKind = "new" | "known" | "again";

export interface Arrival {
  readonly key: string;
  /** `key` contains an id, and so identifies one event. */
  readonly isUnique: boolean;
  readonly atMs: number;
  /** When it was created at the earliest, by this machine's clock. Default: unknown. */
  readonly madeAtMs?: number | undefined;
  /** It came after an event that was published later. Default: false. */
  readonly isLate?: boolean;
  /** It came to a client that resumed, with an id below the one resumed from. Default: false. */
  readonly looksOld?: boolean;
}

export interface BookOptions {
  readonly clients: number;
  /** The clients that will be cut on purpose. */
  readonly isToBeCut: (client: number) => boolean;
  /** Called with the time in ms from the first to the last arrival at uncut clients, if all got it. */
  readonly onSkew: (skewMs: number) => void;
}

export class EventBook {
  readonly #options: BookOptions;
  readonly #entries = new Map<string, Entry>();
  /** How often data without an id has reached the client that got it most often. */
  readonly #occurrences = new Map<string, number>();
  readonly #askedAgainAtMs: Float64Array;
  readonly #sinceMs: Float64Array;
  readonly #cutAtMs: Float64Array;
  readonly #isAbsent: Uint8Array;
  readonly #order: ArrivalOrder;
  #hasIds = false;
  #startedAtMs = Infinity;
  #firstCutAtMs = Infinity;
  #sharedBeforeCut = 0;
  #beforeCut = 0;
  readonly #totals = {
    events: 0,
    expected: 0,
    lost: 0,
    timedLost: 0,
    skewLost: 0,
    outOfOrder: 0,
    replayed: 0,
    awayExpected: 0,
    awayLost: 0,
  };

  constructor(options: BookOptions) {
    const { clients } = options;
    this.#options = options;
    this.#askedAgainAtMs = new Float64Array(clients).fill(Infinity);
    this.#sinceMs = new Float64Array(clients);
    this.#cutAtMs = new Float64Array(clients).fill(Infinity);
    this.#isAbsent = new Uint8Array(clients);
    this.#order = new ArrivalOrder(clients);
  }

  /** Starts the account: events published from now on are due to every client. */
  start(atMs: number): void {
    this.#startedAtMs = atMs;
  }

  /** This client has been cut. */
  cut(client: number, atMs: number): void {
    this.#cutAtMs[client] = atMs;
    this.#firstCutAtMs = Math.min(this.#firstCutAtMs, atMs);
  }

  /** A client requested the stream, for the first time or again. */
  asked(client: number, atMs: number): void {
    this.#sinceMs[client] = atMs;
  }

  /** A cut client requested the stream again: earlier events can only arrive by being resent. */
  askedAgain(client: number, atMs: number): void {
    this.#askedAgainAtMs[client] = atMs;
  }

  /** Nothing is due to this client: it never opened. */
  excuse(client: number): void {
    this.#isAbsent[client] = 1;
  }

  /** Records an arrival. */
  enter(client: number, arrival: Arrival): ArrivalKind {
    const { key, isUnique } = arrival;
    const named = isUnique ? key : this.#occurrence(client, key);
    const entry = this.#entries.get(named);
    if (entry === undefined) return this.#open(client, named, arrival);
    if (entry.clients.has(client)) return "again";
    this.#mark(entry, client, arrival);
    return "known";
  }

  /** Without an id, repeated data is another event: the oldest one that the client could have but has not. */
  #occurrence(client: number, key: string): string {
    const count = this.#occurrences.get(key) ?? 0;
    for (let number = Math.max(1, count - MAX_EQUAL); number <= count; number++) {
      const name = `${key}\n${number}`;
      const entry = this.#entries.get(name);
      if (entry !== undefined && !entry.clients.has(client) && this.#couldHave(entry, client))
        return name;
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

  #open(client: number, key: string, arrival: Arrival): ArrivalKind {
    const { atMs, madeAtMs, isUnique, looksOld = false } = arrival;
    if (isUnique) this.#hasIds = true;
    const entry: Entry = {
      ...this.#order.open(),
      isUnique,
      looksOld,
      firstAtMs: atMs,
      madeAtMs,
      lastAtMs: atMs,
      count: 0,
      uncutCount: 0,
      isLive: false,
    };
    this.#mark(entry, client, arrival);
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_OPEN) this.#closeOldest();
    return "new";
  }

  #mark(entry: Entry, client: number, { atMs, isUnique, isLate = false }: Arrival): void {
    this.#order.enter(entry, client, isLate, isUnique);
    entry.count += 1;
    if (this.#cutAtMs[client] === Infinity) entry.isLive = true;
    if (this.#options.isToBeCut(client)) return;
    entry.uncutCount += 1;
    entry.lastAtMs = atMs;
  }

  #closeOldest(): void {
    for (const [key, entry] of this.#entries) return this.#close(key, entry, Infinity);
  }

  #close(key: string, entry: Entry, endAtMs: number): void {
    this.#entries.delete(key);
    this.#totals.outOfOrder += this.#order.close(entry);
    const { firstAtMs, uncutCount, count, isLive, looksOld } = entry;
    if (looksOld && !isLive && firstAtMs <= endAtMs) this.#totals.replayed += count;
    const isDue = !this.#isOlder(entry) && firstAtMs <= endAtMs && isLive;
    if (!isDue) return;
    this.#totals.events += 1;
    if (firstAtMs < this.#firstCutAtMs) {
      this.#beforeCut += 1;
      if (count * 2 > this.#options.clients) this.#sharedBeforeCut += 1;
    }
    let isMissed = false;
    for (let client = 0; client < this.#options.clients; client++) {
      const isLost = this.#settle(entry, client);
      if (isLost && !this.#options.isToBeCut(client)) isMissed = true;
    }
    if (isMissed) this.#totals.skewLost += 1;
    else if (uncutCount > 1) this.#options.onSkew(entry.lastAtMs - firstAtMs);
  }

  /** Published before the account started, so that not all clients had subscribed. */
  #isOlder({ firstAtMs, madeAtMs }: Entry): boolean {
    if (firstAtMs < this.#startedAtMs) return true;
    const isSoon = firstAtMs < this.#startedAtMs + MAX_UNDER_WAY_MS;
    return isSoon && madeAtMs !== undefined && madeAtMs < this.#startedAtMs;
  }

  /** Returns whether the client lost the event. */
  #settle(entry: Entry, client: number): boolean {
    if (this.#isAbsent[client] === 1) return false;
    const isMissing = !entry.clients.has(client);
    if (isMissing && this.#mayBeEarlier(entry, client)) return false;
    const isAway = this.#wasAway(entry, client, isMissing);
    // In a stream with ids, an event without one is not meant to be resent.
    if (isAway && !entry.isUnique && this.#hasIds) return false;
    this.#totals[isAway ? "awayExpected" : "expected"] += 1;
    if (!isMissing) return false;
    this.#totals[isAway ? "awayLost" : "lost"] += 1;
    const isTimed = entry.madeAtMs !== undefined && this.#cutAtMs[client] === Infinity;
    if (isTimed) this.#totals.timedLost += 1;
    return !isAway;
  }

  /** It may have been published before the client subscribed, whose first event is a later one. */
  #mayBeEarlier(entry: Entry, client: number): boolean {
    const { firstAtMs, madeAtMs } = entry;
    if (madeAtMs !== undefined) return false;
    if (this.#order.isResentBeforeFirst(entry, client)) return true;
    const isSoon = firstAtMs <= this.#startedAtMs + IN_FLIGHT_MS;
    return isSoon && this.#order.isBeforeFirst(entry, client);
  }

  /** An event that was made before the client was back may have been sent while it was away, however late it came. */
  #wasAway(
    { firstAtMs, madeAtMs = firstAtMs }: Entry,
    client: number,
    isMissing: boolean,
  ): boolean {
    const cutAtMs = this.#cutAtMs[client] ?? Infinity;
    if (cutAtMs === Infinity) return false;
    const marginMs = isMissing ? IN_FLIGHT_MS : 0;
    const backAtMs = this.#askedAgainAtMs[client] ?? Infinity;
    return firstAtMs >= cutAtMs - marginMs && Math.min(firstAtMs, madeAtMs) <= backAtMs + marginMs;
  }
}
