/**
 * Listens at the configured address. With a certificate it speaks HTTPS: HTTP/2 to clients that offer it (by ALPN),
 * HTTP/1.1 to all others. A WebSocket needs HTTP/1.1, which browsers choose by themselves.
 */

import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import type { Config } from "./config.ts";
import type { SocketState } from "./routes/web-socket.ts";

/**
 * A connection that transfers no byte for this long is dropped; heartbeats keep streams open. Over HTTP/2 it applies
 * to the connection as a whole.
 */
const IDLE_TIMEOUT_S = 255;

/**
 * Bun answers larger request heads itself, with a bare 431. The hub's own limit for a URL is lower, so that the hub
 * can say what it is.
 */
const MAX_HEAD_BYTES = 64 * 1024;

/** The hub cannot listen as configured; the message says why and names the flag. */
export class CannotListenError extends Error {}

/** A certificate with its chain, and its private key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Where to listen, and what handles requests there. */
export interface Listening {
  readonly port: number;
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly websocket: Bun.WebSocketHandler<SocketState>;
}

/**
 * Reads and checks the files before the hub starts.
 * @throws {CannotListenError} when one cannot be read or used, or the key is not the certificate's
 */
export function readCertificate(tls: Config["tls"]): Certificate | undefined {
  if (tls === undefined) return undefined;
  const { certPath, keyPath } = tls;
  const cert = read("--tls-cert", certPath);
  const key = read("--tls-key", keyPath);
  const [leaf] = parse("--tls-cert", certPath, "certificates as PEM", () => chainOf(cert));
  const privateKey = parse("--tls-key", keyPath, "a private key as PEM, without a passphrase", () =>
    createPrivateKey(key),
  );
  if (leaf?.checkPrivateKey(privateKey) !== true) {
    throw new CannotListenError(
      `Cannot use --tls-key ${keyPath}: it is not the key of --tls-cert ${certPath}`,
    );
  }
  return { cert, key };
}

/** @throws {CannotListenError} when it cannot listen at the address */
export function listen(
  { host, isReusingPort }: Pick<Config, "host" | "isReusingPort">,
  certificate: Certificate | undefined,
  { port, fetch, websocket }: Listening,
): Bun.Server<SocketState> {
  // Read-only in the types, but Bun applies it to all servers of the process.
  Object.assign(http, { maxHeaderSize: MAX_HEAD_BYTES });
  try {
    return Bun.serve<SocketState>({
      fetch,
      websocket,
      hostname: host,
      port,
      reusePort: isReusingPort,
      idleTimeout: IDLE_TIMEOUT_S,
      // The route has a limit of its own and answers with problem details; Bun's limit would not.
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

/** The hub's certificate and its chain, each parsed. */
function chainOf(pem: string): X509Certificate[] {
  const blocks = pem.split(/(?=-----BEGIN )/).filter((block) => block.includes("CERTIFICATE-----"));
  if (blocks.length === 0) throw new SyntaxError("the file contains none");
  return blocks.map((block) => new X509Certificate(block));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
