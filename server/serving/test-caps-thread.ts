/** Support for the test of shared caps: a thread that opens and closes streams as fast as it can. */

import { SharedCaps, type SharedCapsMemory } from "./shared-caps.ts";

declare const self: Worker;

export interface StormTask {
  readonly memory: SharedCapsMemory;
  readonly addresses: readonly string[];
  readonly attempts: number;
}

/** What a thread has open at the end, by address, and the most that it ever had of one address. */
export interface StormOutcome {
  readonly open: readonly (readonly [address: string, streams: number])[];
}

self.onmessage = ({ data }: MessageEvent<StormTask>) => {
  const caps = new SharedCaps(data.memory);
  const open = new Map<string, number>();
  for (let attempt = 0; attempt < data.attempts; attempt++) {
    const address = data.addresses[attempt % data.addresses.length] ?? "";
    if (caps.add(address) === undefined) open.set(address, (open.get(address) ?? 0) + 1);
    // Closes a third of what it opens.
    if (attempt % 3 === 0 && (open.get(address) ?? 0) > 0) {
      caps.delete(address);
      open.set(address, (open.get(address) ?? 0) - 1);
    }
  }
  self.postMessage({ open: [...open] } satisfies StormOutcome);
};
