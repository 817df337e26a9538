/** How many bytes the other ends have acknowledged, to tell a slow link from a stalled reader. */

import { type Connections, endText } from "./connections.ts";

const LOOK_EVERY_MS = 250;

export class TakenBytes {
  readonly #connections: Connections;
  readonly #nowMs: () => number;
  /** By the other end's text, as of the last scan. */
  #descriptors = new Map<string, number>();
  #lookedAtMs = -Infinity;

  constructor(connections: Connections, nowMs: () => number) {
    this.#connections = connections;
    this.#nowMs = nowMs;
  }

  /** Bytes that the other end has acknowledged; `undefined` if there is no such connection. */
  of({ address, port }: { readonly address: string; readonly port: number }): number | undefined {
    const fd = this.#find(endText(address, port));
    return fd === undefined ? undefined : this.#connections.progress(fd)?.acknowledgedBytes;
  }

  #find(end: string): number | undefined {
    const known = this.#descriptors.get(end);
    if (known !== undefined && this.#connections.otherEnd(known) === end) return known;
    if (this.#nowMs() - this.#lookedAtMs < LOOK_EVERY_MS) return undefined;
    this.#lookedAtMs = this.#nowMs();
    this.#descriptors = new Map();
    for (const fd of this.#connections) {
      const text = this.#connections.otherEnd(fd);
      if (text !== undefined) this.#descriptors.set(text, fd);
    }
    return this.#descriptors.get(end);
  }
}
