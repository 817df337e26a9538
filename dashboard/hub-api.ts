/** The dashboard's plain requests to the hub. A refusal is a return value, never thrown. */

import type { Problem, StatsAnswer } from "#protocol";

/** Ten minutes in seconds: the longest chart, and all the history that the hub keeps. */
const HISTORY_SAMPLES = 600;

/** @throws {Error} when the hub does not answer with its statistics */
export async function fetchStats(withHistory: boolean): Promise<StatsAnswer> {
  const query = withHistory ? `?history=${HISTORY_SAMPLES}` : "";
  const response = await fetch(`/stats${query}`, { cache: "no-store" });
  if (!response.ok) throw new Error(`The hub answered ${response.status} to GET /stats`);
  return await response.json();
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

/** What a refusal says. */
export async function problemOf(response: Response): Promise<string> {
  try {
    const problem: Partial<Problem> = await response.json();
    return problem.detail ?? problem.title ?? `The hub answered ${response.status}`;
  } catch {
    return `The hub answered ${response.status}`;
  }
}
