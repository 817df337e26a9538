/**
 * Detects readers that vanish without closing. Bun has no API for socket options; on Linux accepted sockets inherit
 * those of the listening socket, so they are set once, there.
 */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { addressOf, type Libc } from "./libc.ts";

const SOL_SOCKET = 1;
const SO_KEEPALIVE = 9;
const IPPROTO_TCP = 6;
const TCP_KEEPIDLE = 4;
const TCP_KEEPINTVL = 5;
const TCP_KEEPCNT = 6;
const TCP_USER_TIMEOUT = 18;
const LISTENING = "0A";

/**
 * The hub itself closes a full stream after up to 9/8 of the stall timeout, and counts it. The kernel must not come
 * first, whose time begins when its buffers begin to fill.
 */
const kernelTimeoutMs = (stallTimeoutMs: number) => Math.ceil(stallTimeoutMs * 1.25) + 1_000;

/**
 * A vanished peer is detected 1.25 × `stallTimeoutMs` and a second after the first unacknowledged byte, and by
 * keepalive probes when nothing is sent; by default the kernel takes 15 minutes, or days. Returns false if the
 * options cannot be set.
 */
export function noticeVanishedPeers(libc: Libc, port: number, stallTimeoutMs: number): boolean {
  const stallS = Math.max(1, Math.ceil(stallTimeoutMs / 1000));
  const options: readonly (readonly [level: number, name: number, value: number])[] = [
    [IPPROTO_TCP, TCP_USER_TIMEOUT, kernelTimeoutMs(stallTimeoutMs)],
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

/** This process's sockets that listen on the port; the kernel lists them by inode. */
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
    // Closed in the meantime.
    return "";
  }
}

function setOption(libc: Libc, fd: number, level: number, name: number, value: number): boolean {
  const int = Int32Array.of(value);
  return libc.setsockopt(fd, level, name, addressOf(int), int.byteLength) === 0;
}
