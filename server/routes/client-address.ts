/** Where a request comes from: the peer of its connection, or whom a trusted proxy says that it speaks for. */

import { BlockList, isIP, isIPv4 } from "node:net";
import type { Peer } from "../hub/subscriber.ts";

/** Where a request comes from. */
export interface Source {
  /** The client's address, proxies apart; `undefined` where it cannot be known. */
  readonly address: string | undefined;
  /** The other end of its connection; `undefined` where other requests may share that. */
  readonly peer: Peer | undefined;
}

export type SourceOf = (request: Request) => Source;

export class TrustedProxies {
  readonly #list = new BlockList();
  readonly #isEmpty: boolean;

  /** Each is an address, or a network with the length of its prefix. */
  constructor(proxies: readonly string[]) {
    this.#isEmpty = proxies.length === 0;
    for (const proxy of proxies) {
      const [address = "", prefix] = proxy.split("/");
      const bits = isIPv4(address) ? 32 : 128;
      this.#list.addSubnet(address, Number(prefix ?? bits), familyOf(address));
    }
  }

  has(address: string): boolean {
    return !this.#isEmpty && this.#list.check(address, familyOf(address));
  }
}

let lastAddress = "";

/** What is kept of a connection's other end for as long as a stream lives: neighbours share their address. */
export function keptPeer({ address, port }: Peer): Peer {
  if (address !== lastAddress) lastAddress = address;
  return { address: lastAddress, port };
}

/**
 * The address nearest to the hub that is no trusted proxy's: whatever stands further left in the header may be
 * made up. Where both headers come `X-Forwarded-For` counts, which nearly every proxy sets: one that does not
 * know a header passes on what the client wrote there.
 */
export function clientAddress(peer: string, headers: Headers, trusted: TrustedProxies): string {
  let address = plain(peer);
  if (!trusted.has(address)) return address;
  const hops = forwardedFor(headers);
  while (trusted.has(address)) {
    const hop = hops.pop();
    if (hop === undefined) return address;
    address = hop;
  }
  return address;
}

/** The addresses that the header names, the client's first; what is none ends the way back to it. */
function forwardedFor(headers: Headers): string[] {
  const list = headers.get("x-forwarded-for");
  const names = list === null ? forwarded(headers.get("forwarded") ?? "") : list.split(",");
  const addresses = names.map((name) => plain(withoutPort(name.trim())));
  const lastUnknown = addresses.findLastIndex((address) => isIP(address) === 0);
  return addresses.slice(lastUnknown + 1);
}

/** [RFC 7239, 4] the `for` of each element; one without it stands for somebody unknown. */
function forwarded(header: string): string[] {
  if (header === "") return [];
  return header
    .split(",")
    .map((element) => /(?:^|;)\s*for\s*=\s*("[^"]*"|[^;\s]*)/i.exec(element)?.[1] ?? "")
    .map((name) => name.replaceAll('"', ""));
}

function withoutPort(name: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(name);
  return bracketed?.[1] ?? name.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
}

/** An IPv4 address that came over an IPv6 socket is written as one. */
function plain(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv4(address) ? "ipv4" : "ipv6";
}
