/** What the kernel knows about this process's connections on a port, which Bun has no API for. */

import { addressOf, type Libc } from "./libc.ts";

const IPPROTO_TCP = 6;
const TCP_INFO = 11;
const SHUT_RDWR = 2;
const INFO_BYTES = 136;
const INFO_LAST_RECEIVED = 52;
const INFO_BYTES_ACKED = 120;
const SOCKET_ADDRESS_BYTES = 28;
const IPV4_ADDRESS_BYTES = 16;

export interface Progress {
  /** Bytes that the other end has acknowledged, including one for the handshake. */
  readonly acknowledgedBytes: number;
  /** Time since anything was received from it. */
  readonly silentMs: number;
}

/** Identified by descriptor, which a later connection may reuse. Reading them takes no descriptor. */
export class Connections {
  readonly #libc: Libc;
  readonly #port: number;
  readonly #limit: number;
  readonly #address = new Uint8Array(SOCKET_ADDRESS_BYTES);
  readonly #info = new DataView(new ArrayBuffer(INFO_BYTES));

  /** The connections on `port` with a descriptor below `limit`. */
  constructor(libc: Libc, port: number, limit: number) {
    this.#libc = libc;
    this.#port = port;
    this.#limit = limit;
  }

  /** All of them; a few thousand take a few milliseconds. */
  *[Symbol.iterator](): Generator<number> {
    for (let fd = 3; fd < this.#limit; fd++) if (this.#localPort(fd) === this.#port) yield fd;
  }

  /** The other end as text, equal for equal addresses and ports; `undefined` if it is not a connection. */
  otherEnd(fd: number): string | undefined {
    const length = this.#readAddress(this.#libc.getpeername, fd);
    if (length === undefined) return undefined;
    const view = new DataView(this.#address.buffer);
    const port = view.getUint16(2);
    if (length === IPV4_ADDRESS_BYTES) return endText(this.#address.subarray(4, 8).join("."), port);
    const groups = Array.from({ length: 8 }, (_, n) => view.getUint16(8 + 2 * n).toString(16));
    return endText(groups.join(":"), port);
  }

  progress(fd: number): Progress | undefined {
    const info = this.#info;
    const bytes = new Uint8Array(info.buffer);
    const length = Uint32Array.of(bytes.byteLength);
    const [to, size] = [addressOf(bytes), addressOf(length)];
    const isRead = this.#libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, to, size) === 0;
    if (!isRead || length[0] !== INFO_BYTES) return undefined;
    return {
      acknowledgedBytes: Number(info.getBigUint64(INFO_BYTES_ACKED, true)),
      silentMs: info.getUint32(INFO_LAST_RECEIVED, true),
    };
  }

  end(fd: number): void {
    this.#libc.shutdown(fd, SHUT_RDWR);
  }

  /** In both address families the port follows the family, in network byte order. */
  #localPort(fd: number): number | undefined {
    if (this.#readAddress(this.#libc.getsockname, fd) === undefined) return undefined;
    return new DataView(this.#address.buffer).getUint16(2);
  }

  /** Returns the address's length. */
  #readAddress(read: Libc["getsockname"], fd: number): number | undefined {
    const length = Uint32Array.of(this.#address.byteLength);
    return read(fd, addressOf(this.#address), addressOf(length)) === 0 ? length[0] : undefined;
  }
}

/** IPv6 addresses can be written in many ways; a URL normalises them. */
export function endText(address: string, port: number): string {
  const host = address.includes(":") ? new URL(`http://[${address}]`).hostname : address;
  return `${host}:${port}`;
}
