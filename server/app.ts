/** The hub as a web server: chains the routes, and turns every error into a problem document. */

import { Elysia, ParseError, ValidationError } from "elysia";
import type { Hub } from "./hub/hub.ts";
import {
  IdCollisionError,
  IntakeClosedError,
  IntakeFullError,
  InvalidDraftError,
  ReservedTopicError,
} from "./hub/refusals.ts";
import { LogUnavailableError } from "./log/event-log.ts";
import { type AccessPolicy, crossOriginHeaders, refusal } from "./routes/access.ts";
import type { PageBundle } from "./routes/bundle.ts";
import { healthRoutes } from "./routes/health.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { pageRoutes } from "./routes/pages.ts";
import { ProblemError, problemResponse } from "./routes/problems.ts";
import { publishRoute } from "./routes/publish.ts";
import { statsRoute } from "./routes/stats.ts";
import { subscribeRoute } from "./routes/subscribe.ts";
import type { AddressOf } from "./routes/subscription.ts";
import { type Upgrade, webSocketRoute } from "./routes/web-socket.ts";
import type { Sampler } from "./stats/sampler.ts";

export interface AppDeps {
  readonly hub: Hub;
  readonly sampler: Sampler;
  readonly access: AccessPolicy;
  readonly maxBodyBytes: number;
  readonly canaryKey: string;
  readonly isCompressing: boolean;
  readonly loadPage: () => Promise<PageBundle>;
  readonly addressOf: AddressOf;
  readonly upgrade: Upgrade;
  /** Called with what was nobody's fault but the hub's. */
  readonly onInternalError: (error: unknown) => void;
}

export type App = ReturnType<typeof createApp>;

export function createApp(deps: AppDeps) {
  const { hub, sampler, access, maxBodyBytes, canaryKey, loadPage } = deps;
  const { addressOf, isCompressing, upgrade, onInternalError } = deps;
  return new Elysia({ name: "streamgauge", normalize: false })
    .onRequest(({ request, set }) => {
      const refused = refusal(access, request.headers);
      if (refused !== undefined) return problemResponse(refused.status, refused.detail);
      Object.assign(set.headers, crossOriginHeaders(access, request.headers));
      return request.method === "OPTIONS" ? new Response(null, { status: 204 }) : undefined;
    })
    .onError(({ error, code, path }) => {
      if (code === "NOT_FOUND")
        return problemResponse(404, `Nothing is at ${path} for this method`);
      const { status, detail, headers } = answerTo(error);
      if (status === 500) onInternalError(error);
      return problemResponse(status, detail, headers);
    })
    .use(healthRoutes(hub))
    .use(statsRoute(sampler))
    .use(metricsRoute(sampler))
    .use(subscribeRoute(hub, { canaryKey, addressOf, isCompressing }))
    .use(webSocketRoute(hub, { canaryKey, addressOf }, upgrade))
    .use(publishRoute(hub, maxBodyBytes))
    .use(pageRoutes(loadPage));
}

interface Answer {
  readonly status: number;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What went wrong inside is for the log; the asker learns only that it did. */
function answerTo(error: unknown): Answer {
  if (error instanceof ProblemError) {
    return { status: error.status, detail: error.message, headers: error.headers };
  }
  if (error instanceof InvalidDraftError) return { status: 400, detail: error.message };
  if (error instanceof ReservedTopicError) return { status: 403, detail: error.message };
  if (error instanceof IdCollisionError) return { status: 409, detail: error.message };
  if (error instanceof ValidationError) return { status: 400, detail: validationDetail(error) };
  if (error instanceof ParseError && error.cause !== undefined) return answerTo(error.cause);
  if (error instanceof LogUnavailableError || error instanceof IntakeClosedError) {
    return { status: 503, detail: error.message, headers: { "retry-after": "1" } };
  }
  if (error instanceof IntakeFullError) {
    return {
      status: 503,
      detail: `${error.message}; try again later`,
      headers: { "retry-after": "1" },
    };
  }
  return { status: 500, detail: "The hub failed to answer; its log says why" };
}

/** One line for each field: the schema's own description says what is expected of it. */
function validationDetail(error: ValidationError): string {
  const expectations = new Map<string, string>();
  for (const fault of error.all) {
    const [path, expected] = expectationOf(fault);
    if (!expectations.has(path)) expectations.set(path, expected);
  }
  return [...expectations]
    .map(([path, expected]) => (path ? `${path}: ${expected}` : expected))
    .join("; ");
}

function expectationOf(fault: ValidationError["all"][number]): readonly [string, string] {
  if (!("path" in fault)) return ["", "expected something else"];
  const { path, message, schema } = fault;
  const description: unknown = schema.description;
  const isDescribed = typeof description === "string" && message !== "Unexpected property";
  return [path.slice(1), isDescribed ? `expected ${description}` : message.toLowerCase()];
}
