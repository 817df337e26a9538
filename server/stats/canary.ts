/**
 * The hub's own client: it reads `$canary` over a real loopback connection, through the same routes and sockets as
 * everyone else, and times each event from creation to parsing.
 */

import { CANARY_TOPIC } from "#protocol";
import { type OwnAddress, readOwnStream } from "./own-stream.ts";

const RECONNECT_MS = 1_000;

export interface CanaryOptions {
  readonly address: OwnAddress;
  /** The clock that stamped the events: ms since 1970, with fractions. */
  readonly wallMs: () => number;
  readonly onLatency: (latencyMs: number) => void;
}

/** The JSON data of a canary event. */
export function canaryData(sentAtMs: number): string {
  return JSON.stringify({ sentAtMs });
}

/** Subscribes, and reconnects when the stream ends, until the returned function is called. */
export function startCanary(options: CanaryOptions): () => void {
  const stop = new AbortController();
  void listenUntil(stop.signal, options);
  return () => stop.abort();
}

async function listenUntil(signal: AbortSignal, options: CanaryOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      await listen(signal, options);
    } catch {
      // The stream broke or could not be opened; retry as long as the hub runs.
    }
    if (!signal.aborted) await Bun.sleep(RECONNECT_MS);
  }
}

function listen(signal: AbortSignal, { address, wallMs, onLatency }: CanaryOptions): Promise<void> {
  const onEvent = ({ data }: { readonly data: string }) => {
    const sentAtMs = readSentAt(data);
    if (sentAtMs !== undefined) onLatency(wallMs() - sentAtMs);
  };
  return readOwnStream(address, new URLSearchParams({ topic: CANARY_TOPIC }), { onEvent }, signal);
}

function readSentAt(data: string): number | undefined {
  const canary: unknown = JSON.parse(data);
  if (typeof canary !== "object" || canary === null || !("sentAtMs" in canary)) return undefined;
  return typeof canary.sentAtMs === "number" ? canary.sentAtMs : undefined;
}
