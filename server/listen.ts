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
export class CannotListenError extends Error {
  override readonly name = "CannotListenError";
}

/** A certificate with its chain, and its private key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const NO_SOCKETS: Bun.WebSocketHandler<SocketState> = { message() {} };

/** Where to listen, and what handles requests there. */
export interface Listening {
  readonly port: number;
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly websocket?: Bun.WebSocketHandler<SocketState>;
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
  host: string,
  isReusingPort: boolean,
  certificate: Certificate | undefined,
  { port, fetch, websocket = NO_SOCKETS }: Listening,
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

/**
 * The port for threads that will share it: free now, if nobody is to be taken over from. They listen with
 * SO_REUSEPORT, which alone would let them share it with another hub as well.
 * @throws {CannotListenError} when it is taken
 */
export function reservePort({ host, port, isReusingPort }: Config): number {
  if (isReusingPort && port !== 0) return port;
  try {
    const probe = Bun.listen({ hostname: host, port, exclusive: true, socket: { data() {} } });
    probe.stop(true);
    return probe.port;
  } catch (error) {
    throw new CannotListenError(`Cannot listen on ${host}:${port}: ${reasonOf(error)}`);
  }
}

/** Where this machine reaches a host that it listens on. */
export function loopbackOf(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}

/** Whether only this machine can reach a host that is listened on. */
export function isLoopback(host: string): boolean {
  return ["localhost", "127.0.0.1", "::1"].includes(host);
}

export function schemeOf(certificate: Certificate | undefined): string {
  return certificate === undefined ? "http" : "https";
}

export function originOf(scheme: string, host: string, port: number): string {
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
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
