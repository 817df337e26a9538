/** Which addresses are this machine's, its loopback among them, and how they are connected to. */

import { networkInterfaces } from "node:os";

/** Whether it is `localhost`, `::1` or one of 127.0.0.0/8; brackets around it do not matter. */
export function isLoopback(hostname: string): boolean {
  return isLocalhost(hostname) || isIpv4Loopback(hostname) || /^\[?::1\]?$/.test(hostname);
}

/** Whether an address is this machine's, so that there is only one clock. Names count as another machine's, whatever they resolve to. */
export function isOwnMachine(hostname: string): boolean {
  if (isLoopback(hostname)) return true;
  const name = hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some(({ address }) => address.toLowerCase() === name);
}

/**
 * Whether each process may connect from a source address of its own, so that ports do not end: ::1 has no
 * neighbours that are this machine's as well.
 */
export function hasManySources(hostname: string): boolean {
  return isLocalhost(hostname) || isIpv4Loopback(hostname);
}

/** What to connect to from `localAddress`: Bun binds to none where it has a name to look up. */
export function connectable(hostname: string, localAddress: string | undefined): string {
  return localAddress !== undefined && isLocalhost(hostname) ? "127.0.0.1" : hostname;
}

function isLocalhost(hostname: string): boolean {
  return /^(.+\.)?localhost$/i.test(hostname);
}

function isIpv4Loopback(hostname: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(hostname);
}
