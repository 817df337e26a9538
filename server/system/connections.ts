/** What the system knows of this process's connections at a port, and Bun has no words for. */

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
  /** Bytes that the system at the other end has acknowledged; the closing of the handshake is one. */
  readonly acknowledgedBytes: number;
  /** Since something came from it. */
  readonly silentMs: number;
}

/** They are known by their descriptors, of which each may be another connection's later. None is taken to read them. */
export class Connections {
  readonly #libc: Libc;
  readonly #port: number;
  readonly #limit: number;
  readonly #address = new Uint8Array(SOCKET_ADDRESS_BYTES);
  readonly #info = new DataView(new ArrayBuffer(INFO_BYTES));

  /** Those at `port` among the descriptors below `limit`. */
  constructor(libc: Libc, port: number, limit: number) {
    this.#libc = libc;
    this.#port = port;
    this.#limit = limit;
  }

  /** All of them: some thousands take some milliseconds. */
  *[Symbol.iterator](): Generator<number> {
    for (let fd = 3; fd < this.#limit; fd++) if (this.#localPort(fd) === this.#port) yield fd;
  }

  /** The other end as text, the same for the same address and port; `undefined` for what is no connection. */
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

  /** In both families of addresses the port stands behind the family, in network order. */
  #localPort(fd: number): number | undefined {
    if (this.#readAddress(this.#libc.getsockname, fd) === undefined) return undefined;
    return new DataView(this.#address.buffer).getUint16(2);
  }

  /** Answers its length. */
  #readAddress(read: Libc["getsockname"], fd: number): number | undefined {
    const length = Uint32Array.of(this.#address.byteLength);
    return read(fd, addressOf(this.#address), addressOf(length)) === 0 ? length[0] : undefined;
  }
}

/** An address of IPv6 may be written in many ways, and a URL knows one. */
export function endText(address: string, port: number): string {
  const host = address.includes(":") ? new URL(`http://[${address}]`).hostname : address;
  return `${host}:${port}`;
}
