/** Counts open streams, in all and by address, so that no single address can use up all that there may be. */

export interface AddressCap {
  readonly maxStreams: number;
  /** A loopback address may be a proxy with thousands of readers. */
  readonly countsLoopback: boolean;
}

export interface CapOptions {
  /** Not counting the hub's own canary. */
  readonly maxStreams: number;
  readonly perAddress: AddressCap;
}

export type Cap = "full" | "full-for-address";

export interface StreamCaps {
  /** The cap that keeps out a further stream from this address. */
  reached(address: string | undefined): Cap | undefined;
  /** Counts a stream in, unless a cap keeps it out; that is then returned. */
  add(address: string | undefined): Cap | undefined;
  /** Counts a stream out that was counted in with the same address. */
  delete(address: string | undefined): void;
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** The address to count a stream by; `undefined` if it counts for none. */
export function countedAddress(
  { countsLoopback }: AddressCap,
  address: string | undefined,
): string | undefined {
  return address !== undefined && !countsLoopback && LOOPBACK.test(address) ? undefined : address;
}

export class StreamCounts implements StreamCaps {
  readonly #options: CapOptions;
  readonly #byAddress = new Map<string, number>();
  #count = 0;

  constructor(options: CapOptions) {
    this.#options = options;
  }

  reached(address: string | undefined): Cap | undefined {
    const { maxStreams, perAddress } = this.#options;
    if (this.#count >= maxStreams) return "full";
    const counted = countedAddress(perAddress, address);
    if (counted === undefined) return undefined;
    const isFull = (this.#byAddress.get(counted) ?? 0) >= perAddress.maxStreams;
    return isFull ? "full-for-address" : undefined;
  }

  add(address: string | undefined): Cap | undefined {
    const cap = this.reached(address);
    if (cap !== undefined) return cap;
    this.#count += 1;
    const counted = countedAddress(this.#options.perAddress, address);
    if (counted !== undefined) {
      this.#byAddress.set(counted, (this.#byAddress.get(counted) ?? 0) + 1);
    }
    return undefined;
  }

  delete(address: string | undefined): void {
    this.#count -= 1;
    const counted = countedAddress(this.#options.perAddress, address);
    if (counted === undefined) return;
    const left = (this.#byAddress.get(counted) ?? 1) - 1;
    if (left === 0) this.#byAddress.delete(counted);
    else this.#byAddress.set(counted, left);
  }
}
