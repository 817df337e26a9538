/** Whether the server says when to come back, and to each reader another time. */

import { findingsOf } from "../finding.ts";
import type { Check } from "../observations.ts";
import { counted } from "../../report/figures.ts";
import { inWords } from "../words.ts";

const finding = findingsOf("retry");

/** Connections that must have been told before they can be called all alike. */
const MIN_ALIKE = 3;
/** Coming back faster than this is a load of its own. */
const SHORT_MS = 100;

export const retry: Check = ({ plain, retries }) => {
  if (plain.head?.head.status !== 200) return [];
  const told = retries.filter((retryMs) => retryMs !== undefined);
  if (told.length === 0) {
    return [
      finding.advice(
        "The server does not say when to come back",
        "No retry: was sent; browsers then wait 3 to 5 s, each kind its own, and all its readers alike.",
        "Send retry: with a time drawn anew for each connection, such as 1 to 3 s.",
      ),
    ];
  }
  const shortest = Math.min(...told);
  const longest = Math.max(...told);
  const connections = counted(told.length, "connection");
  if (shortest < SHORT_MS) {
    return [
      finding.advice(
        "Readers are told to come back at once",
        `retry: ${shortest}. When the server restarts, they all try again in a loop.`,
        "Send a retry: of a second or more, drawn anew for each connection.",
      ),
    ];
  }
  if (shortest === longest && told.length >= MIN_ALIKE) {
    return [
      finding.advice(
        "Every reader is told the same time to come back",
        `${connections} got retry: ${shortest}. After a restart they all arrive in the same instant.`,
        "Draw the time anew for each connection, such as 1 to 3 s.",
      ),
    ];
  }
  const range =
    shortest === longest ? inWords(shortest) : `${inWords(shortest)} to ${inWords(longest)}`;
  return [finding.ok("Readers are told when to come back", `${connections} got retry: ${range}.`)];
};
