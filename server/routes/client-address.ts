/** A request's client address: the peer of its connection, or the address that a trusted proxy forwards. */

import { BlockList, isIP, isIPv4 } from "node:net";
import type { Peer } from "../hub/subscriber.ts";

/** Where a request comes from. */
export interface Source {
  /** The client's address behind any proxies; `undefined` if unknown. */
  readonly address: string | undefined;
  /** The other end of its connection; `undefined` if other requests may share it. */
  readonly peer: Peer | undefined;
  readonly userAgent?: string | undefined;
}

export type SourceOf = (request: Request) => Source;

export class TrustedProxies {
  readonly #list = new BlockList();
  readonly #isEmpty: boolean;

  /** Each is an address, or a network with a prefix length. */
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

/**
 * The address nearest to the hub that is not a trusted proxy's; anything further left in the header may be forged.
 * `X-Forwarded-For` takes precedence, since nearly every proxy sets it, and a proxy passes on a header that it does
 * not know as the client sent it.
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

/** The addresses in the headers, the client's first; an invalid one ends the search towards the client. */
function forwardedFor(headers: Headers): string[] {
  const list = headers.get("x-forwarded-for");
  const names = list === null ? forwarded(headers.get("forwarded") ?? "") : list.split(",");
  const addresses = names.map((name) => plain(withoutPort(name.trim())));
  const lastUnknown = addresses.findLastIndex((address) => isIP(address) === 0);
  return addresses.slice(lastUnknown + 1);
}

/** [RFC 7239, 4] the `for` of each element; an element without one is unknown. */
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

/** Writes an IPv4 address from an IPv6 socket as IPv4. */
function plain(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv4(address) ? "ipv4" : "ipv6";
}
