/** The hub's statistics as JSON; the topic `$stats` streams the same once a second. */

import { Elysia, t } from "elysia";
import type { StatsAnswer } from "#protocol";
import { MAX_HISTORY, type Sampler } from "../stats/sampler.ts";

export function statsRoute(sampler: Sampler) {
  return new Elysia({ name: "stats" }).get(
    "/stats",
    ({ query, set }): StatsAnswer => {
      set.headers["cache-control"] = "no-store";
      return { ...sampler.latest, history: sampler.history(query.history ?? 0) };
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
