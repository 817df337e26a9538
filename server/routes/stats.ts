/**
 * The hub's statistics as JSON; the topic `$stats` streams the same once a second. A longer history, in a denser form,
 * is at `/stats/history`.
 */

import { Elysia, t } from "elysia";
import type { StatsAnswer } from "#protocol";

/** Ten minutes in seconds: row by row, more would be megabytes. */
const MAX_HISTORY = 600;

/** `stats` answers with at most this many seconds of history. */
export function statsRoute(stats: (history: number) => Promise<StatsAnswer>) {
  return new Elysia({ name: "stats" }).get(
    "/stats",
    ({ query, set }): Promise<StatsAnswer> => {
      set.headers["cache-control"] = "no-store";
      return stats(query.history ?? 0);
    },
    {
      query: t.Object({
        history: t.Optional(
          t.Integer({
            minimum: 0,
            maximum: MAX_HISTORY,
            description: `a whole number of seconds from 0 to ${MAX_HISTORY}`,
          }),
        ),
      }),
    },
  );
}
