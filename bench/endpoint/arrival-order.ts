/**
 * Whether clients got their events in order. The server's own order is unknown, and ids may mean anything, so only two
 * things prove disorder: two clients that got two events in opposite orders, and an event that arrives after another
 * that was published when the first had already been accepted.
 */

/** One bit per client. */
export class ClientSet {
  readonly #bytes: Uint8Array;

  constructor(clients: number) {
    this.#bytes = new Uint8Array(Math.ceil(clients / 8));
  }

  add(client: number): void {
    this.#bytes[client >> 3] = (this.#bytes[client >> 3] ?? 0) | (1 << (client & 7));
  }

  has(client: number): boolean {
    return ((this.#bytes[client >> 3] ?? 0) & (1 << (client & 7))) !== 0;
  }

  get size(): number {
    let size = 0;
    for (const byte of this.#bytes) for (let rest = byte; rest > 0; rest >>= 1) size += rest & 1;
    return size;
  }

  /** The clients that are in both of these, but in none of `others`. */
  shared(one: ClientSet, others: readonly ClientSet[]): ClientSet {
    const both = new ClientSet(this.#bytes.length * 8);
    for (const [at, byte] of this.#bytes.entries()) {
      let rest = byte & (one.#bytes[at] ?? 0);
      for (const other of others) rest &= ~(other.#bytes[at] ?? 0);
      both.#bytes[at] = rest;
    }
    return both;
  }
}

/** Which clients have an event, and how. */
export interface Sighting {
  /** Counts events in the order in which each first arrived anywhere. */
  readonly ordinal: number;
  readonly clients: ClientSet;
  /** Clients that got it after an event that first arrived later, by that event. */
  readonly behind: Map<Sighting, ClientSet>;
  /** The highest ordinal of the events that first arrived later, and that some client had before it. */
  afterOrdinal: number;
  /** Clients that got it after an event that was published later. */
  readonly late: ClientSet;
}

export class ArrivalOrder {
  readonly #count: number;
  /** Each client's first event. */
  readonly #first: (Sighting | undefined)[];
  /** The event with the highest ordinal that each client has. */
  readonly #latest: (Sighting | undefined)[];
  #ordinals = 0;

  constructor(clients: number) {
    this.#count = clients;
    this.#first = Array.from({ length: clients });
    this.#latest = Array.from({ length: clients });
  }

  /** An event arrives for the first time. */
  open(): Sighting {
    return {
      ordinal: this.#ordinals++,
      clients: new ClientSet(this.#count),
      behind: new Map(),
      afterOrdinal: -Infinity,
      late: new ClientSet(this.#count),
    };
  }

  /**
   * A client gets the event. `isLate` says that it already had one that was published later; `isCertain`, that no
   * equal event can have been taken for this one.
   */
  enter(sighting: Sighting, client: number, isLate: boolean, isCertain: boolean): void {
    sighting.clients.add(client);
    this.#first[client] ??= sighting;
    if (isLate) sighting.late.add(client);
    if (!isCertain) return;
    const latest = this.#latest[client];
    if (latest === undefined || sighting.ordinal > latest.ordinal) this.#latest[client] = sighting;
    else if (!isLate) {
      const clients = sighting.behind.get(latest) ?? new ClientSet(this.#count);
      clients.add(client);
      sighting.behind.set(latest, clients);
      sighting.afterOrdinal = Math.max(sighting.afterOrdinal, latest.ordinal);
    }
  }

  /** Whether the client's first event arrived later anywhere. */
  isBeforeFirst({ ordinal }: Sighting, client: number): boolean {
    return ordinal < (this.#first[client]?.ordinal ?? -Infinity);
  }

  /** Whether another client that was sent both, as when it resumed, got the client's first event after this one. */
  isResentBeforeFirst({ ordinal }: Sighting, client: number): boolean {
    const first = this.#first[client];
    return first !== undefined && ordinal > first.ordinal && ordinal <= first.afterOrdinal;
  }

  /** No more arrivals of the event: returns how many clients got it out of order. */
  close({ clients, behind, late }: Sighting): number {
    let disorder = late.size;
    const suspects = [late, ...behind.values()];
    for (const [other, those] of behind) {
      // Of two opinions, the one that fewer clients have counts as the wrong one.
      disorder += Math.min(those.size, clients.shared(other.clients, suspects).size);
    }
    behind.clear();
    return disorder;
  }
}
