/** Connections that were never answered: when there are no descriptors left, they hold up all others. */

import type { Connections } from "./connections.ts";

/** One that has been silent for so long asks for nothing, or not soon. */
const SILENT_MS = 2_000;
/** What waits to be accepted is silent too: it must have been there for so long, and have got no answer. */
const KNOWN_MS = 1_000;
/** The closing of the handshake is acknowledged as a byte. */
const HANDSHAKE_BYTES = 1;

export class UnansweredConnections {
  readonly #connections: Connections;
  readonly #nowMs: () => number;
  /** Since when each is known, by its descriptor and other end. */
  #knownAtMs = new Map<string, number>();

  constructor(connections: Connections, nowMs: () => number) {
    this.#connections = connections;
    this.#nowMs = nowMs;
  }

  /** Looks for them, and ends those that are silent and were there at a look some time ago. */
  endSilent(): void {
    const nowMs = this.#nowMs();
    const knownAtMs = new Map<string, number>();
    for (const fd of this.#connections) {
      const progress = this.#connections.progress(fd);
      if (progress === undefined || progress.acknowledgedBytes > HANDSHAKE_BYTES) continue;
      const key = `${fd} ${this.#connections.otherEnd(fd)}`;
      const sinceMs = this.#knownAtMs.get(key) ?? nowMs;
      const isSilent = progress.silentMs >= SILENT_MS && nowMs - sinceMs >= KNOWN_MS;
      if (isSilent) this.#connections.end(fd);
      else knownAtMs.set(key, sinceMs);
    }
    this.#knownAtMs = knownAtMs;
  }
}
