/**
 * Listens where the configuration says. With a certificate it speaks HTTPS: HTTP/2 with clients that offer
 * it (by ALPN), HTTP/1.1 with all others. A WebSocket takes HTTP/1.1, and browsers choose that by themselves.
 */

import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import type { Config } from "./config.ts";
import type { SocketState } from "./routes/web-socket.ts";

/**
 * A stream that takes no byte for so long is dropped; heartbeats keep the others. Over HTTP/2 the time is
 * the whole connection's.
 */
const IDLE_TIMEOUT_S = 255;

/**
 * Bun answers a larger head of a request itself, with a bare 431. It is more than the hub takes as an address, so that
 * the hub can say what its limit is.
 */
const MAX_HEAD_BYTES = 64 * 1024;

/** The hub cannot be reached as it was told to; the message says why, and names the flag. */
export class CannotListenError extends Error {}

/** A certificate with its chain and the key of it, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Where to listen, and who answers there. */
export interface Listening {
  readonly port: number;
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly websocket: Bun.WebSocketHandler<SocketState>;
}

/**
 * Reads and checks the files, before anybody waits for the hub.
 * @throws {CannotListenError} when one cannot be read or used, or the two are no pair
 */
export function readCertificate(tls: Config["tls"]): Certificate | undefined {
  if (tls === undefined) return undefined;
  const { certPath, keyPath } = tls;
  const cert = read("--tls-cert", certPath);
  const key = read("--tls-key", keyPath);
  const [leaf] = parse("--tls-cert", certPath, "certificates as PEM", () => chainOf(cert));
  const privateKey = parse("--tls-key", keyPath, "a private key as PEM, without passphrase", () =>
    createPrivateKey(key),
  );
  if (leaf?.checkPrivateKey(privateKey) !== true) {
    throw new CannotListenError(
      `Cannot use --tls-key ${keyPath}: it is not the key of --tls-cert ${certPath}`,
    );
  }
  return { cert, key };
}

/** @throws {CannotListenError} when the address cannot be had */
export function listen(
  { host, isReusingPort }: Pick<Config, "host" | "isReusingPort">,
  certificate: Certificate | undefined,
  { port, fetch, websocket }: Listening,
): Bun.Server<SocketState> {
  // The types have it as a constant; in Bun it is set for all servers of the process.
  Object.assign(http, { maxHeaderSize: MAX_HEAD_BYTES });
  try {
    return Bun.serve<SocketState>({
      fetch,
      websocket,
      hostname: host,
      port,
      reusePort: isReusingPort,
      idleTimeout: IDLE_TIMEOUT_S,
      // The route has its own limit and answers with a problem document, which Bun's would not.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      ...(certificate === undefined ? {} : { tls: certificate, http2: true }),
    });
  } catch (error) {
    throw new CannotListenError(`Cannot listen on ${host}:${port}: ${reasonOf(error)}`);
  }
}

function read(flag: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CannotListenError(`Cannot read ${flag} ${path}: ${reasonOf(error)}`);
  }
}

function parse<Parsed>(flag: string, path: string, expected: string, how: () => Parsed): Parsed {
  try {
    return how();
  } catch (error) {
    throw new CannotListenError(
      `Cannot use ${flag} ${path}: expected ${expected} (${reasonOf(error)})`,
    );
  }
}

/** The hub's own certificate and those that vouch for it, each parsed. */
function chainOf(pem: string): X509Certificate[] {
  const blocks = pem.split(/(?=-----BEGIN )/).filter((block) => block.includes("CERTIFICATE-----"));
  if (blocks.length === 0) throw new SyntaxError("it holds none");
  return blocks.map((block) => new X509Certificate(block));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
