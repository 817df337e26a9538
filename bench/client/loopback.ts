/** Which addresses are this machine's own loopback, and how they are connected to. Pure. */

/** Whether it is `localhost`, `::1` or one of 127.0.0.0/8; brackets around it do not matter. */
export function isLoopback(hostname: string): boolean {
  return isLocalhost(hostname) || isIpv4Loopback(hostname) || /^\[?::1\]?$/.test(hostname);
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
