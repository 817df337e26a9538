/** The hub's history as JSON, column by column: an hour of seconds, a day of minutes. */

import { Elysia, t } from "elysia";
import { MOST_MINUTES, MOST_SECONDS } from "#protocol";
import type { HistoryWanted } from "../stats/statistics.ts";

/** `history` answers with the JSON of a `StatsHistory`. */
export function historyRoute(history: (wanted: HistoryWanted) => Promise<string>) {
  return new Elysia({ name: "history" }).get(
    "/stats/history",
    ({ query, set }): Promise<string> => {
      set.headers["content-type"] = "application/json";
      set.headers["cache-control"] = "no-store";
      const { seconds = MOST_SECONDS, minutes = MOST_MINUTES } = query;
      return history({ seconds, minutes });
    },
    {
      query: t.Object({
        seconds: numberOf("seconds", MOST_SECONDS),
        minutes: numberOf("minutes", MOST_MINUTES),
      }),
    },
  );
}

function numberOf(rows: string, maximum: number) {
  const description = `a whole number of ${rows} from 0 to ${maximum}`;
  return t.Optional(t.Integer({ minimum: 0, maximum, description }));
}
