/** The dashboard's plain requests to the hub. A refusal is a return value, never thrown. */

import {
  type HubDescription,
  type StatsHistory,
  type StatsSnapshot,
  STREAM_ID,
  type StreamQuery,
  type StreamRecord,
  type StreamsAnswer,
  type TopicsAnswer,
  type TopicSort,
} from "#protocol";
import { shortened } from "../common/hidden-characters.ts";
import { parsedJson } from "../common/json.ts";

/** Longer reasons to refuse something are cut off. */
const MAX_REASON = 1_000;
const UNREACHABLE = "The hub cannot be reached";

/** @throws {Error} when the hub does not answer with its statistics */
export async function fetchStats(): Promise<StatsSnapshot> {
  const response = await fetchFresh("/stats");
  return await response.json();
}

/** @throws {Error} when the hub does not answer with what it is */
export async function fetchHub(): Promise<HubDescription> {
  const response = await fetchFresh("/hub");
  return await response.json();
}

/** How many of the hub's newest rows are wanted. */
export interface HistoryWanted {
  readonly seconds: number;
  readonly minutes: number;
}

/** @throws {Error} when the hub does not answer with its history */
export async function fetchHistory({ seconds, minutes }: HistoryWanted): Promise<StatsHistory> {
  const response = await fetchFresh(`/stats/history?seconds=${seconds}&minutes=${minutes}`);
  return await response.json();
}

async function fetchFresh(path: string): Promise<Response> {
  const response = await fetch(path, { cache: "no-store" });
  if (!response.ok) throw new Error(`The hub answered ${response.status} to GET ${path}`);
  return response;
}

/** Which topics to ask for: the first in an order, of those whose names have a text in them. */
export interface TopicsQuestion {
  readonly sort: TopicSort;
  readonly search: string;
}

export type TopicsOutcome =
  | { readonly kind: "answered"; readonly answer: TopicsAnswer }
  | { readonly kind: "refused"; readonly why: string };

/** At most a hundred topics, with the others in sums; or why the hub does not answer with them. */
export async function fetchTopics({ sort, search }: TopicsQuestion): Promise<TopicsOutcome> {
  const query = new URLSearchParams({ sort, search });
  try {
    const response = await fetch(`/topics?${query}`, { cache: "no-store" });
    if (!response.ok) return { kind: "refused", why: await problemOf(response) };
    return { kind: "answered", answer: await response.json() };
  } catch {
    return { kind: "refused", why: UNREACHABLE };
  }
}

export interface PublishForm {
  readonly topic: string;
  readonly type: string;
  readonly data: string;
}

export type PublishOutcome =
  | { readonly kind: "published"; readonly id: string }
  | { readonly kind: "refused"; readonly why: string };

/** Publishes one event; returns its id, or why it was refused. */
export async function publish({ topic, type, data }: PublishForm): Promise<PublishOutcome> {
  const body = JSON.stringify({ topic, data, ...(type === "" ? {} : { type }) });
  const headers = { "content-type": "application/json" };
  try {
    const response = await fetch("/events", { method: "POST", headers, body });
    if (!response.ok) return { kind: "refused", why: await problemOf(response) };
    const answer: { readonly id: string } = await response.json();
    return { kind: "published", id: answer.id };
  } catch {
    return { kind: "refused", why: UNREACHABLE };
  }
}

/** Has the hub cut a stream by name; returns `undefined`, or why it was not cut. */
export function cutStream(name: string): Promise<string | undefined> {
  return end(`/events/${name}`);
}

/** Has the hub end the stream with this id; returns `undefined`, or why it did not. */
export function endStream(id: string): Promise<string | undefined> {
  return end(`/streams/${id}`);
}

async function end(path: string): Promise<string | undefined> {
  try {
    const response = await fetch(path, { method: "DELETE" });
    return response.ok ? undefined : await problemOf(response);
  } catch {
    return UNREACHABLE;
  }
}

/** @throws {Error} when the hub does not answer with a list; the message says why */
export async function fetchStreams(query: StreamQuery): Promise<StreamsAnswer> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  const response = await reach(`/streams?${search}`);
  if (!response.ok) throw new Error(await problemOf(response));
  return await response.json();
}

/**
 * Resolves with `undefined` if the hub knows no such stream, or no longer.
 * @throws {Error} when it does not answer; the message says why
 */
export async function fetchStream(id: string): Promise<StreamRecord | undefined> {
  // It may be of a link: what is no id, such as `../topics`, would ask for something else.
  if (!STREAM_ID.test(id)) return undefined;
  const response = await reach(`/streams/${id}`);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(await problemOf(response));
  return await response.json();
}

async function reach(path: string): Promise<Response> {
  try {
    return await fetch(path, { cache: "no-store" });
  } catch {
    throw new Error("The hub cannot be reached");
  }
}

/** What a refusal says. A proxy may have answered instead of the hub, with JSON of any shape. */
export async function problemOf(response: Response): Promise<string> {
  const answer = parsedJson(await response.text().catch(() => ""));
  const said = ["detail", "title"].map((name): unknown => Reflect.get(Object(answer), name));
  const text = said.filter((one) => typeof one === "string").find((one) => one !== "");
  return text === undefined ? `The hub answered ${response.status}` : shortened(text, MAX_REASON);
}
