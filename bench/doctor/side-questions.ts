/** What the stream itself does not show: the response to a CORS preflight, and the protocol that TLS agrees on. */

import type { Preflight } from "./observations.ts";

const ANSWER_WITHIN_MS = 5_000;

/** Sends the preflight that a browser would before Last-Event-ID from a page of `origin`. */
export async function askPreflight(
  url: string,
  origin: string,
  isInsecure: boolean,
): Promise<Preflight | undefined> {
  try {
    const response = await fetch(url, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "GET",
        "access-control-request-headers": "last-event-id",
      },
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      tls: { rejectUnauthorized: !isInsecure },
    });
    await response.body?.cancel();
    return {
      status: response.status,
      allowedOrigin: response.headers.get("access-control-allow-origin") ?? "",
      allowedHeaders: response.headers.get("access-control-allow-headers") ?? "",
    };
  } catch {
    return undefined;
  }
}

/** In TLS format: each name is prefixed with its length. */
const OFFERED_PROTOCOLS = Buffer.from("\x02h2\x08http/1.1", "latin1");

/** Offers HTTP/2 and HTTP/1.1 and returns the server's choice; `undefined` if the handshake fails. */
export async function askProtocol(
  hostname: string,
  port: number,
  isInsecure: boolean,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const timer = setTimeout(resolve, ANSWER_WITHIN_MS, undefined);
  try {
    const socket = await Bun.connect({
      hostname,
      port,
      tls: { ALPNProtocols: OFFERED_PROTOCOLS, rejectUnauthorized: !isInsecure },
      socket: {
        // A server that chooses none uses the oldest one offered.
        handshake: ({ alpnProtocol }) => resolve(alpnProtocol || "http/1.1"),
        data: () => {},
        close: () => resolve(undefined),
        error: () => resolve(undefined),
        connectError: () => resolve(undefined),
      },
    });
    const chosen = await promise;
    socket.close();
    return chosen;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
