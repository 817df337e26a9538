/**
 * The dashboard's requests about runs of the bench. What starts, stops or compares carries the token that stands in
 * this page on a hub in development, and only there. A refusal is a return value, never thrown.
 */

import {
  BENCH_TOKEN_HEADER,
  BENCH_TOKEN_META,
  type BenchOrder,
  type BenchOverview,
  type BenchVerdict,
} from "#protocol";
import { problemOf } from "../../feed/hub-api.ts";

export type Answered<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "refused"; readonly why: string };

const NOT_KEPT = { kind: "refused", why: "It is not kept any more" } as const;
const FORBIDDEN = 403;

export class BenchApi {
  #token: string;

  private constructor(token: string) {
    this.#token = token;
  }

  /** `undefined` where this page may start no runs. */
  static ofPage(page: Document): BenchApi | undefined {
    const token = tokenIn(page);
    return token === undefined ? undefined : new BenchApi(token);
  }

  overview(): Promise<Answered<BenchOverview>> {
    return answered(() => fetch("/bench", { cache: "no-store" }), json<BenchOverview>);
  }

  start(order: BenchOrder): Promise<Answered<undefined>> {
    const body = JSON.stringify(order);
    return answered(() => this.#ask("/bench", { method: "POST", body }), nothing);
  }

  stop(): Promise<Answered<undefined>> {
    return answered(() => this.#ask("/bench", { method: "DELETE" }), nothing);
  }

  /** The JSON of a kept result, by its name. */
  async result(name: string): Promise<Answered<unknown>> {
    const overview = await this.overview();
    if (overview.kind === "refused") return overview;
    // Asked first: a browser reports each request that fails on its console.
    if (!overview.answer.kept.some((result) => result.name === name)) return NOT_KEPT;
    const path = `/bench/${encodeURIComponent(name)}.json`;
    return answered(() => fetch(path, { cache: "no-store" }), json<unknown>);
  }

  /** The verdict on the second result beside the first, by their names. */
  compare(first: string, second: string): Promise<Answered<BenchVerdict>> {
    const query = new URLSearchParams({ a: first, b: second });
    return answered(() => this.#ask(`/bench/compare?${query}`, {}), json<BenchVerdict>);
  }

  /** A hub that was started anew has another token, which its page tells. */
  async #ask(path: string, init: RequestInit): Promise<Response> {
    const ask = () => fetch(path, { ...init, headers: { [BENCH_TOKEN_HEADER]: this.#token } });
    const response = await ask();
    if (response.status !== FORBIDDEN) return response;
    const page = await (await fetch("/", { cache: "no-store" })).text();
    const token = tokenIn(new DOMParser().parseFromString(page, "text/html"));
    if (token === undefined || token === this.#token) return response;
    this.#token = token;
    return ask();
  }
}

/** Where a kept result's report is. */
export function reportPath(name: string): string {
  return `/bench/${name}.html`;
}

function tokenIn(page: Document): string | undefined {
  return (
    page.querySelector(`meta[name="${BENCH_TOKEN_META}"]`)?.getAttribute("content") ?? undefined
  );
}

async function answered<Answer>(
  ask: () => Promise<Response>,
  read: (response: Response) => Promise<Answer>,
): Promise<Answered<Answer>> {
  try {
    const response = await ask();
    if (!response.ok) return { kind: "refused", why: await problemOf(response) };
    return { kind: "answered", answer: await read(response) };
  } catch {
    return { kind: "refused", why: "The hub cannot be reached" };
  }
}

async function json<Answer>(response: Response): Promise<Answer> {
  const answer: Answer = await response.json();
  return answer;
}

async function nothing(): Promise<undefined> {
  return undefined;
}
