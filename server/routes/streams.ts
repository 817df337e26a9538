/** `/streams`: who the subscribers are, a page at a time, and the end of one of them. */

import { Elysia, t } from "elysia";
import {
  DEFAULT_PAGE_STREAMS,
  MAX_PAGE_STREAMS,
  MAX_SEARCH_CHARACTERS,
  MAX_TOPIC_LENGTH,
  SORT_ORDERS,
  STREAM_SORTS,
  STREAM_STATES,
  type StreamQuery,
  type StreamRecord,
  type StreamsAnswer,
  TRANSPORTS,
} from "#protocol";
import type { Streams } from "../serving/link.ts";
import { ProblemError } from "./problems.ts";

const QUERY = t.Object({
  state: t.Optional(oneOf(STREAM_STATES)),
  sort: t.Optional(oneOf(STREAM_SORTS)),
  order: t.Optional(oneOf(SORT_ORDERS)),
  search: t.Optional(textUpTo(MAX_SEARCH_CHARACTERS)),
  transport: t.Optional(oneOf(TRANSPORTS)),
  topic: t.Optional(textUpTo(MAX_TOPIC_LENGTH)),
  offset: t.Optional(
    t.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "a whole number of streams to skip",
    }),
  ),
  limit: t.Optional(
    t.Integer({
      minimum: 1,
      maximum: MAX_PAGE_STREAMS,
      description: `a whole number of streams from 1 to ${MAX_PAGE_STREAMS}`,
    }),
  ),
});

export function streamsRoute({ streams, stream, endStream }: Streams) {
  return new Elysia({ name: "streams" })
    .onBeforeHandle(({ set }) => void (set.headers["cache-control"] = "no-store"))
    .get("/streams", ({ query }): Promise<StreamsAnswer> => streams(completed(query)), {
      query: QUERY,
    })
    .get("/streams/:id", async ({ params }): Promise<StreamRecord> => {
      const found = await stream(params.id);
      if (found === undefined) throw new ProblemError(404, "No stream has this id");
      return found;
    })
    .delete("/streams/:id", async ({ params, set }) => {
      if (!(await endStream(params.id))) throw new ProblemError(404, "No open stream has this id");
      set.status = 204;
    });
}

/** By default all open streams, the newest first. */
function completed(query: typeof QUERY.static): StreamQuery {
  const { state = "open" } = query;
  return {
    state,
    sort: state === "open" ? "openedAtMs" : "closedAtMs",
    order: "desc",
    search: "",
    offset: 0,
    limit: DEFAULT_PAGE_STREAMS,
    ...query,
  };
}

/** Elysia's own `UnionEnum` would make the first of them a default. */
function oneOf<const Name extends string>(names: readonly Name[]) {
  const literals = names.map((name) => t.Literal(name));
  return t.Union(literals, { description: `one of ${names.join(", ")}` });
}

function textUpTo(maxLength: number) {
  return t.String({ maxLength, description: `a text of at most ${maxLength} characters` });
}
