/** The dashboard's plain requests to the hub. A refusal is a return value, never thrown. */

import type { Problem, StatsHistory, StatsSnapshot } from "#protocol";

/** @throws {Error} when the hub does not answer with its statistics */
export async function fetchStats(): Promise<StatsSnapshot> {
  const response = await fetchFresh("/stats");
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
    return { kind: "refused", why: "The hub cannot be reached" };
  }
}

/** Has the hub cut a stream by name; returns `undefined`, or why it was not cut. */
export async function cutStream(name: string): Promise<string | undefined> {
  try {
    const response = await fetch(`/events/${name}`, { method: "DELETE" });
    return response.ok ? undefined : await problemOf(response);
  } catch {
    return "The hub cannot be reached";
  }
}

async function problemOf(response: Response): Promise<string> {
  try {
    const problem: Partial<Problem> = await response.json();
    return problem.detail ?? problem.title ?? `The hub answered ${response.status}`;
  } catch {
    return `The hub answered ${response.status}`;
  }
}
