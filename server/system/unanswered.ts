/** Connections that never got a response: once no descriptors are left, they block all others. */

import type { Connections } from "./connections.ts";

/** A connection that has been silent this long is not sending a request, or not soon. */
const SILENT_MS = 2_000;
/**
 * Connections waiting to be accepted are silent too, so it must also have been known this long without a response.
 */
const KNOWN_MS = 1_000;
/** The handshake is acknowledged as one byte. */
const HANDSHAKE_BYTES = 1;

export class UnansweredConnections {
  readonly #connections: Connections;
  readonly #nowMs: () => number;
  /** When each was first seen, by descriptor and other end. */
  #knownAtMs = new Map<string, number>();

  constructor(connections: Connections, nowMs: () => number) {
    this.#connections = connections;
    this.#nowMs = nowMs;
  }

  /** Closes those that are silent and were already there at an earlier check. */
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
