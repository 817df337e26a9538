/** Whether an address is this machine's, so that there is only one clock and nothing to estimate. */

import { networkInterfaces } from "node:os";

/** Other names count as another machine's, whatever they resolve to. */
export function isOwnMachine(hostname: string): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  if (name === "::1" || /^127\.\d+\.\d+\.\d+$/.test(name)) return true;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some(({ address }) => address.toLowerCase() === name);
}
