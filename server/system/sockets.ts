/**
 * What the hub wants of its connections and Bun has no words for. Linux hands the options of a listening socket
 * on to all that it accepts, so they are set once, there.
 */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { addressOf, type Libc } from "./libc.ts";

const SOL_SOCKET = 1;
const SO_KEEPALIVE = 9;
const IPPROTO_TCP = 6;
const TCP_KEEPIDLE = 4;
const TCP_KEEPINTVL = 5;
const TCP_KEEPCNT = 6;
const TCP_INFO = 11;
const TCP_USER_TIMEOUT = 18;
const TCP_NOTSENT_LOWAT = 25;
const SHUT_RDWR = 2;
const LISTENING = "0A";

/** What a stream has been given and not sent yet lies in the system's memory: so much of it at most. */
const UNSENT_BYTES = 128 * 1024;
/** The hub itself closes a full stream at the stall timeout, and counts it: the system comes after it. */
const BEHIND_THE_HUB_MS = 1_000;
/** A connection that was never answered, and has been silent for so long, asks for nothing, or not soon. */
const UNANSWERED_MS = 2_000;
const INFO_BYTES = 136;
const INFO_LAST_RECEIVED = 52;
const INFO_BYTES_ACKED = 120;
const SOCKET_ADDRESS_BYTES = 28;
const IPV4_ADDRESS_BYTES = 16;
/** A look at thousands of connections takes some milliseconds. */
const LOOK_EVERY_MS = 250;
/** The closing of the handshake is acknowledged as a byte. */
const HANDSHAKE_BYTES = 1;

/**
 * A peer that vanishes without a word is noticed `stallTimeoutMs` after the first byte that it does not acknowledge,
 * and asked for a sign of life when nothing is sent; left to itself the system takes 15 minutes, or days.
 * Answers false where the options cannot be set.
 */
export function noticeVanishedPeers(libc: Libc, port: number, stallTimeoutMs: number): boolean {
  const stallS = Math.max(1, Math.ceil(stallTimeoutMs / 1000));
  const options: readonly (readonly [level: number, name: number, value: number])[] = [
    [IPPROTO_TCP, TCP_USER_TIMEOUT, stallTimeoutMs + BEHIND_THE_HUB_MS],
    [IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT_BYTES],
    [SOL_SOCKET, SO_KEEPALIVE, 1],
    [IPPROTO_TCP, TCP_KEEPIDLE, Math.ceil(stallS / 2)],
    [IPPROTO_TCP, TCP_KEEPINTVL, Math.ceil(stallS / 4)],
    [IPPROTO_TCP, TCP_KEEPCNT, 2],
  ];
  const sockets = listeningSockets(port);
  return (
    sockets.length > 0 &&
    sockets.every((fd) => options.every((option) => setOption(libc, fd, ...option)))
  );
}

/**
 * Ends the connections to `port` that were never answered and are silent, among the descriptors below `limit`: when
 * there are none left, they hold up all others. It takes none itself. Answers how many they were.
 */
export function endUnanswered(libc: Libc, port: number, limit: number): number {
  const info = new DataView(new ArrayBuffer(INFO_BYTES));
  let ended = 0;
  for (let fd = 3; fd < limit; fd++) {
    if (localPort(libc, fd) !== port || !readInfo(libc, fd, info)) continue;
    const isAnswered = info.getBigUint64(INFO_BYTES_ACKED, true) > HANDSHAKE_BYTES;
    if (isAnswered || info.getUint32(INFO_LAST_RECEIVED, true) < UNANSWERED_MS) continue;
    if (libc.shutdown(fd, SHUT_RDWR) === 0) ended += 1;
  }
  return ended;
}

/** The sockets of this process that listen at the port: the kernel lists them by inode. */
function listeningSockets(port: number): number[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set(
    ["/proc/net/tcp", "/proc/net/tcp6"].flatMap(tableOf).flatMap((row) => {
      const [, local = "", , state, , , , , , inode = ""] = row.trim().split(/\s+/);
      return local.endsWith(`:${hexPort}`) && state === LISTENING ? [`socket:[${inode}]`] : [];
    }),
  );
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((fd) => inodes.has(targetOf(fd)));
}

function tableOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n").slice(1);
  } catch {
    return [];
  }
}

function targetOf(fd: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    // It was closed meanwhile.
    return "";
  }
}

function setOption(libc: Libc, fd: number, level: number, name: number, value: number): boolean {
  const int = Int32Array.of(value);
  return libc.setsockopt(fd, level, name, addressOf(int), int.byteLength) === 0;
}

function readInfo(libc: Libc, fd: number, info: DataView): boolean {
  const bytes = new Uint8Array(info.buffer);
  const length = Uint32Array.of(bytes.byteLength);
  const isRead = libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, addressOf(bytes), addressOf(length));
  return isRead === 0 && length[0] === INFO_BYTES;
}

/** In both families of addresses the port stands behind the family, in network order. */
function localPort(libc: Libc, fd: number): number | undefined {
  const address = new Uint8Array(SOCKET_ADDRESS_BYTES);
  const length = Uint32Array.of(address.byteLength);
  if (libc.getsockname(fd, addressOf(address), addressOf(length)) !== 0) return undefined;
  return new DataView(address.buffer).getUint16(2);
}

/** The other end as text, the same for the same address and port; `undefined` for what is no connection. */
function peerText(libc: Libc, fd: number): string | undefined {
  const address = new Uint8Array(SOCKET_ADDRESS_BYTES);
  const length = Uint32Array.of(address.byteLength);
  if (libc.getpeername(fd, addressOf(address), addressOf(length)) !== 0) return undefined;
  const view = new DataView(address.buffer);
  const port = view.getUint16(2);
  if (length[0] === IPV4_ADDRESS_BYTES) return textOf(address.subarray(4, 8).join("."), port);
  const groups = Array.from({ length: 8 }, (_, n) => view.getUint16(8 + 2 * n).toString(16));
  return textOf(groups.join(":"), port);
}

/** An address of IPv6 may be written in many ways, and a URL knows one. */
function textOf(address: string, port: number): string {
  const host = address.includes(":") ? new URL(`http://[${address}]`).hostname : address;
  return `${host}:${port}`;
}

/** How much the other ends of the connections to a port have taken. */
export class TakenBytes {
  readonly #libc: Libc;
  readonly #port: number;
  readonly #limit: number;
  readonly #nowMs: () => number;
  /** By the other end's text, as of the last look. */
  #descriptors = new Map<string, number>();
  #lookedAtMs = -Infinity;

  /** Looks among the descriptors below `limit`. */
  constructor(libc: Libc, port: number, limit: number, nowMs: () => number) {
    this.#libc = libc;
    this.#port = port;
    this.#limit = limit;
    this.#nowMs = nowMs;
  }

  /** Bytes that the system at the other end has acknowledged; `undefined` when there is no such connection. */
  of({ address, port }: { readonly address: string; readonly port: number }): number | undefined {
    const peer = textOf(address, port);
    const fd = this.#find(peer);
    const info = new DataView(new ArrayBuffer(INFO_BYTES));
    if (fd === undefined || !readInfo(this.#libc, fd, info)) return undefined;
    return Number(info.getBigUint64(INFO_BYTES_ACKED, true));
  }

  /** A descriptor may be another connection's by now. */
  #find(peer: string): number | undefined {
    const known = this.#descriptors.get(peer);
    if (known !== undefined && peerText(this.#libc, known) === peer) return known;
    if (this.#nowMs() - this.#lookedAtMs < LOOK_EVERY_MS) return undefined;
    this.#lookedAtMs = this.#nowMs();
    this.#descriptors = new Map();
    for (let fd = 3; fd < this.#limit; fd++) {
      if (localPort(this.#libc, fd) !== this.#port) continue;
      const text = peerText(this.#libc, fd);
      if (text !== undefined) this.#descriptors.set(text, fd);
    }
    return this.#descriptors.get(peer);
  }
}
