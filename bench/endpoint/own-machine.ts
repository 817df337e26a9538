/** Whether an address is this machine's, so that there is only one clock and nothing to estimate. */

import { networkInterfaces } from "node:os";
import { isLoopback } from "../client/index.ts";

/** Other names count as another machine's, whatever they resolve to. */
export function isOwnMachine(hostname: string): boolean {
  if (isLoopback(hostname)) return true;
  const name = hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some(({ address }) => address.toLowerCase() === name);
}
