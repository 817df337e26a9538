/** What is published, and to how many, as JSON. */

import { Elysia } from "elysia";
import { MAX_TOPIC_LENGTH, TOPIC_SORTS, type TopicsAnswer, type TopicSort } from "#protocol";
import type { TopicsQuery } from "../stats/topics.ts";
import { ProblemError } from "./problems.ts";
import { queryOf } from "./request-target.ts";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

export function topicsRoute(topics: (query: TopicsQuery) => Promise<TopicsAnswer>) {
  return new Elysia({ name: "topics" }).get(
    "/topics",
    ({ request, set }): Promise<TopicsAnswer> => {
      const query = readQuery(queryOf(request.url));
      set.headers["cache-control"] = "no-store";
      return topics(query);
    },
  );
}

/** @throws {ProblemError} 400 when it is invalid */
function readQuery(query: URLSearchParams): TopicsQuery {
  return { sort: readSort(query), search: readSearch(query), limit: readLimit(query) };
}

function readSort(query: URLSearchParams): TopicSort {
  const text = only(query, "sort") ?? "rate";
  const sort = TOPIC_SORTS.find((one) => one === text);
  if (sort === undefined) {
    throw new ProblemError(400, `sort: expected ${TOPIC_SORTS.join(", ")}`);
  }
  return sort;
}

function readSearch(query: URLSearchParams): string {
  const search = only(query, "search") ?? "";
  if (search.length <= MAX_TOPIC_LENGTH) return search;
  throw new ProblemError(400, `search: expected at most ${MAX_TOPIC_LENGTH} characters`);
}

function readLimit(query: URLSearchParams): number {
  const text = only(query, "limit") ?? `${DEFAULT_LIMIT}`;
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new ProblemError(400, `limit: expected a whole number of topics from 1 to ${MAX_LIMIT}`);
}

function only(query: URLSearchParams, name: string): string | undefined {
  const [value, another] = query.getAll(name);
  if (another !== undefined) throw new ProblemError(400, `${name}: expected only one`);
  return value;
}
