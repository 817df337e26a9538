/** A stream that the hub reads from itself, over a real loopback connection, through the same routes as everyone else. */

import { createParser, type ParserCallbacks } from "eventsource-parser";

/** Where the hub reaches itself. */
export interface OwnAddress {
  /** The hub's own origin, such as `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** Skips certificate verification, for a connection that does not leave the machine. */
  readonly trustsAnyCertificate: boolean;
  /** Sent so that the hub can tell its own readers from its users. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads until the stream ends or `signal` ends it. Throws if it breaks, or cannot be opened.
 * `query` is what comes behind `/events?`.
 */
export async function readOwnStream(
  { origin, trustsAnyCertificate, headers }: OwnAddress,
  query: URLSearchParams,
  callbacks: ParserCallbacks,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(`${origin}/events?${query}`, {
    headers,
    signal,
    tls: { rejectUnauthorized: !trustsAnyCertificate },
  });
  if (response.body === null || !response.ok) return;
  const parser = createParser(callbacks);
  const decoder = new TextDecoder();
  for await (const chunk of response.body) parser.feed(decoder.decode(chunk, { stream: true }));
}
