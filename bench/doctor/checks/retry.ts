/** Whether the server sets a reconnection time, and a different one per reader. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";
import { counted } from "../../report/figures.ts";
import { inWords } from "../words.ts";

const finding = resultsOf("retry");

/** Fewest connections before their times count as all equal. */
const MIN_ALIKE = 3;
/** Reconnecting faster than this is a load in itself. */
const SHORT_MS = 100;

export const retry: Check = ({ plain, retries }) => {
  if (plain.head?.head.status !== 200) return [];
  const told = retries.filter((retryMs) => retryMs !== undefined);
  if (told.length === 0) {
    return [
      finding.advice(
        "The server does not set a reconnection time",
        "No retry: was sent; browsers then wait 3 to 5 s, and all readers with the same browser equally long.",
        "Send retry: with a random time per connection, such as 1 to 3 s.",
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
        "Send a retry: of a second or more, random per connection.",
      ),
    ];
  }
  if (shortest === longest && told.length >= MIN_ALIKE) {
    return [
      finding.advice(
        "All readers get the same reconnection time",
        `${connections} got retry: ${shortest}. After a restart they all reconnect at the same instant.`,
        "Choose a random time per connection, such as 1 to 3 s.",
      ),
    ];
  }
  const range =
    shortest === longest ? inWords(shortest) : `${inWords(shortest)} to ${inWords(longest)}`;
  return [finding.ok("Readers are told when to come back", `${connections} got retry: ${range}.`)];
};
