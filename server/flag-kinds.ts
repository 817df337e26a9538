/** The kinds of values that only the hub's flags have, in addition to the shared ones. Pure. */

import { isIP } from "node:net";
import { type Kind, listOf, readBy, readSeconds } from "#flags";

/** A file for an SQLite log, or a log in memory. */
export type LogPlace =
  { readonly kind: "sqlite"; readonly path: string } | { readonly kind: "memory" };

export const logPlace: Kind<LogPlace> = readBy((given): LogPlace | undefined => {
  if (given === "memory") return { kind: "memory" };
  const path = /^sqlite:(.+)$/s.exec(given)?.[1];
  return path === undefined ? undefined : { kind: "sqlite", path };
}, "'memory' or 'sqlite:PATH'");

/** Origins as browsers send them, or `*`. */
export const origins = listOf(
  "origins without a path, such as https://app.example, or '*'",
  (word) => word === "*" || URL.parse(word)?.origin === word,
);

/** Addresses, or networks with a prefix length. */
export const networks = listOf("addresses or networks, such as 10.0.0.7 or 10.0.0.0/8", isNetwork);

export interface SecondsRange {
  readonly from: number;
  readonly to: number;
}

/** Both numbers must be at least `min` seconds. */
export function secondsRange(min: number): Kind<SecondsRange> {
  return {
    expected: `two numbers of seconds from ${min}, the smaller first, such as 1-3 or 500ms-2s`,
    read: (given) => {
      const [from = Number.NaN, to = Number.NaN, more] = given.split("-").map(readSeconds);
      return from >= min && to >= from && more === undefined ? { from, to } : undefined;
    },
  };
}

function isNetwork(text: string): boolean {
  const [address = "", prefix = "0", more] = text.split("/");
  const version = isIP(address);
  const isPrefix = /^\d+$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
  return version !== 0 && isPrefix && more === undefined;
}
