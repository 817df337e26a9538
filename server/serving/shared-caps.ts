/**
 * Counts of open streams that all serving threads share, so that the caps hold exactly, whichever thread a client
 * lands on. They lie in shared memory: a number of all streams, and a hash table of those of each address.
 */

import { type Cap, type CapOptions, countedAddress, type StreamCaps } from "../hub/caps.ts";

const LOCK = 0;
const TOTAL = 1;
const HEAD_INTS = 2;
/** Two for the hash of an address, and one for its streams. */
const SLOT_INTS = 3;

const FREE = 0;
const TAKEN = 1;
const AWAITED = 2;

/** What threads have to be told to share the counts. */
export interface SharedCapsMemory extends CapOptions {
  readonly memory: SharedArrayBuffer;
  /** Keeps clients from choosing addresses with equal hashes. */
  readonly seed: number;
}

export function newSharedCaps(options: CapOptions, seed: number): SharedCapsMemory {
  const { maxStreams, perAddress } = options;
  // At most half full.
  const slots = 2 ** Math.ceil(Math.log2(2 * maxStreams + 1));
  const memory = new SharedArrayBuffer(4 * (HEAD_INTS + SLOT_INTS * slots));
  return { maxStreams, perAddress, memory, seed };
}

export class SharedCaps implements StreamCaps {
  readonly #options: SharedCapsMemory;
  readonly #ints: Int32Array;
  /** One less than the number of slots, which is a power of two. */
  readonly #mask: number;

  constructor(options: SharedCapsMemory) {
    this.#options = options;
    this.#ints = new Int32Array(options.memory);
    this.#mask = (this.#ints.length - HEAD_INTS) / SLOT_INTS - 1;
  }

  reached(address: string | undefined): Cap | undefined {
    const key = this.#keyOf(address);
    return this.#locked(() => this.#reachedBy(key));
  }

  add(address: string | undefined): Cap | undefined {
    const key = this.#keyOf(address);
    return this.#locked(() => {
      const cap = this.#reachedBy(key);
      if (cap !== undefined) return cap;
      this.#ints[TOTAL] = this.#int(TOTAL) + 1;
      if (key === undefined) return undefined;
      const at = this.#find(key);
      this.#ints.set([...key, this.#int(at + 2) + 1], at);
      return undefined;
    });
  }

  delete(address: string | undefined): void {
    const key = this.#keyOf(address);
    this.#locked(() => {
      this.#ints[TOTAL] = this.#int(TOTAL) - 1;
      if (key === undefined) return;
      const at = this.#find(key);
      const left = this.#int(at + 2) - 1;
      if (left > 0) this.#ints[at + 2] = left;
      else if (left === 0) this.#clear(at);
    });
  }

  #reachedBy(key: Key | undefined): Cap | undefined {
    const { maxStreams, perAddress } = this.#options;
    if (this.#int(TOTAL) >= maxStreams) return "full";
    if (key === undefined) return undefined;
    const count = this.#int(this.#find(key) + 2);
    return count >= perAddress.maxStreams ? "full-for-address" : undefined;
  }

  #keyOf(address: string | undefined): Key | undefined {
    const { perAddress, seed } = this.#options;
    const counted = countedAddress(perAddress, address);
    if (counted === undefined) return undefined;
    const hash = BigInt(Bun.hash(counted, seed));
    // No slot in use is all zeros.
    return [Number(BigInt.asIntN(32, hash)), Number(BigInt.asIntN(32, hash >> 32n)) | 1];
  }

  /** Index of the slot with this key, or of the free one where it belongs. */
  #find([low, high]: Key): number {
    for (let slot = low & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = HEAD_INTS + slot * SLOT_INTS;
      const isItsOwn = this.#int(at) === low && this.#int(at + 1) === high;
      if (isItsOwn || this.#int(at + 1) === 0) return at;
    }
  }

  /** Frees a slot, and moves those behind it that were put there because it was taken. */
  #clear(at: number): void {
    this.#ints.fill(0, at, at + SLOT_INTS);
    let slot = (at - HEAD_INTS) / SLOT_INTS;
    for (;;) {
      slot = (slot + 1) & this.#mask;
      const from = HEAD_INTS + slot * SLOT_INTS;
      const [low, high, count] = [this.#int(from), this.#int(from + 1), this.#int(from + 2)];
      if (high === 0) return;
      this.#ints.fill(0, from, from + SLOT_INTS);
      this.#ints.set([low, high, count], this.#find([low, high]));
    }
  }

  #int(index: number): number {
    return this.#ints[index] ?? 0;
  }

  /** Runs `use` while no other thread is in here: a few hundred nanoseconds. */
  #locked<Outcome>(use: () => Outcome): Outcome {
    const ints = this.#ints;
    if (Atomics.compareExchange(ints, LOCK, FREE, TAKEN) !== FREE) {
      while (Atomics.exchange(ints, LOCK, AWAITED) !== FREE) Atomics.wait(ints, LOCK, AWAITED);
    }
    try {
      return use();
    } finally {
      if (Atomics.exchange(ints, LOCK, FREE) === AWAITED) Atomics.notify(ints, LOCK, 1);
    }
  }
}

type Key = readonly [low: number, high: number];
