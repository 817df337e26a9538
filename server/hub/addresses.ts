/** How many streams each address has open, so that no single one can use them all up. */

import type { Subscriber } from "./subscriber.ts";

export interface AddressCap {
  readonly maxStreams: number;
  /** A loopback address may be a proxy with thousands of readers. */
  readonly countsLoopback: boolean;
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

export class StreamsByAddress {
  readonly #cap: AddressCap;
  readonly #counts = new Map<string, number>();
  readonly #addresses = new WeakMap<Subscriber, string>();

  constructor(cap: AddressCap) {
    this.#cap = cap;
  }

  isFull(address: string | undefined): boolean {
    if (address === undefined || !this.#isCounted(address)) return false;
    return (this.#counts.get(address) ?? 0) >= this.#cap.maxStreams;
  }

  add(subscriber: Subscriber, address: string | undefined): void {
    if (address === undefined || !this.#isCounted(address)) return;
    this.#addresses.set(subscriber, address);
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
  }

  delete(subscriber: Subscriber): void {
    const address = this.#addresses.get(subscriber);
    if (address === undefined) return;
    const count = (this.#counts.get(address) ?? 1) - 1;
    if (count === 0) this.#counts.delete(address);
    else this.#counts.set(address, count);
  }

  #isCounted(address: string): boolean {
    return this.#cap.countsLoopback || !LOOPBACK.test(address);
  }
}
