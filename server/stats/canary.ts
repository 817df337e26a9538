/**
 * The hub's own client: it reads `$canary` over a real loopback connection, through the same routes and sockets as
 * everyone else, and times each event from creation to parsing.
 */

import { createParser } from "eventsource-parser";
import { CANARY_TOPIC } from "#protocol";

const RECONNECT_MS = 1_000;

export interface CanaryOptions {
  /** The hub's own origin, such as `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** Skips certificate verification, for a connection that does not leave the machine. */
  readonly trustsAnyCertificate: boolean;
  /** Sent so that the hub can tell its canary from its users. */
  readonly headers: Readonly<Record<string, string>>;
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

async function listen(signal: AbortSignal, options: CanaryOptions): Promise<void> {
  const { origin, trustsAnyCertificate, headers, wallMs, onLatency } = options;
  const url = `${origin}/events?topic=${encodeURIComponent(CANARY_TOPIC)}`;
  const response = await fetch(url, {
    headers,
    signal,
    tls: { rejectUnauthorized: !trustsAnyCertificate },
  });
  if (response.body === null || !response.ok) return;
  const parser = createParser({
    onEvent: ({ data }) => {
      const sentAtMs = readSentAt(data);
      if (sentAtMs !== undefined) onLatency(wallMs() - sentAtMs);
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of response.body) parser.feed(decoder.decode(chunk, { stream: true }));
}

function readSentAt(data: string): number | undefined {
  const canary: unknown = JSON.parse(data);
  if (typeof canary !== "object" || canary === null || !("sentAtMs" in canary)) return undefined;
  return typeof canary.sentAtMs === "number" ? canary.sentAtMs : undefined;
}
