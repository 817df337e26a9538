/** The hub as a web server: chains the routes and turns every error into a problem document. */

import { Elysia, ParseError, ValidationError } from "elysia";
import type { Hub } from "./hub/hub.ts";
import { InvalidDraftError, ReservedTopicError } from "./hub/refusals.ts";
import type { WireFormat } from "./hub/wire-format.ts";
import { LogUnavailableError } from "./log/event-log.ts";
import { IdCollisionError, IntakeClosedError, IntakeFullError } from "./log/intake.ts";
import {
  type AccessPolicy,
  crossOriginHeaders,
  hostRefusal,
  originRefusal,
  type Refusal,
} from "./routes/access.ts";
import { benchRoutes } from "./routes/bench.ts";
import type { SourceOf } from "./routes/client-address.ts";
import { HEALTH_PATHS, healthRoutes } from "./routes/health.ts";
import { historyRoute } from "./routes/history.ts";
import { hubRoute } from "./routes/hub.ts";
import { BrokenBodyError } from "./routes/limited-body.ts";
import { AllowedMethods } from "./routes/methods.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { pageRoutes } from "./routes/pages.ts";
import { ProblemError, problemResponse } from "./routes/problems.ts";
import { publishRoute } from "./routes/publish.ts";
import { MAX_ADDRESS_BYTES, pathOf, targetOf } from "./routes/request-target.ts";
import { statsRoute } from "./routes/stats.ts";
import { streamsRoute } from "./routes/streams.ts";
import { subscribeRoute } from "./routes/subscribe.ts";
import { topicsRoute } from "./routes/topics.ts";
import { type Upgrade, webSocketRoute } from "./routes/web-socket.ts";
import type { Link, Notices, Streams } from "./serving/link.ts";

export interface AppDeps {
  readonly hub: Hub;
  readonly notices: Notices;
  readonly link: Pick<
    Link,
    | "stats"
    | "history"
    | "topics"
    | "describe"
    | "metrics"
    | "loadPage"
    | "bench"
    | "cutElsewhere"
    | keyof Streams
  >;
  readonly access: AccessPolicy;
  readonly maxBodyBytes: number;
  readonly canaryKey: string;
  readonly isCompressing: boolean;
  readonly momentsFormat: WireFormat;
  readonly sourceOf: SourceOf;
  readonly upgrade: Upgrade;
}

export interface MetricsDeps {
  readonly notices: Notices;
  readonly metrics: () => Promise<string>;
  readonly isDraining: () => boolean;
}

export type App = ReturnType<typeof createApp>;

export function createApp(deps: AppDeps) {
  const { hub, link, access, maxBodyBytes, canaryKey, sourceOf, upgrade } = deps;
  const { isCompressing, momentsFormat } = deps;
  const cutElsewhere = (streamName: string) => link.cutElsewhere(streamName);
  const app = new Elysia({
    name: "streamgauge",
    normalize: false,
  })
    .onRequest(({ request, set }) => {
      const refused = refusalOf(request, access);
      if (refused !== undefined) return problemResponse(refused.status, refused.detail);
      const allowing = crossOriginHeaders(access, request.headers);
      if (allowing !== undefined) Object.assign(set.headers, allowing);
      return request.method === "OPTIONS" ? optionsResponse(allowed, request) : undefined;
    })
    .onError(({ error, code, request }) =>
      code === "NOT_FOUND" ? nothingThere(allowed, request) : errorResponse(error, deps.notices),
    )
    .use(healthRoutes(() => hub.isDraining))
    .use(statsRoute((history) => link.stats(history)))
    .use(historyRoute((wanted) => link.history(wanted)))
    .use(topicsRoute((query) => link.topics(query)))
    .use(metricsRoute(() => link.metrics()))
    .use(hubRoute(() => link.describe()))
    .use(streamsRoute(link))
    .use(subscribeRoute(hub, { canaryKey, sourceOf, isCompressing, momentsFormat, cutElsewhere }))
    .use(webSocketRoute(hub, { canaryKey, sourceOf }, upgrade))
    .use(publishRoute(hub, maxBodyBytes))
    .use(pageRoutes(() => link.loadPage()));
  if (link.bench !== undefined) app.use(benchRoutes(link.bench));
  const allowed = new AllowedMethods(app.routes);
  return app;
}

/** Metrics and health checks for a port of their own, which accepts any Host. */
export function createMetricsApp(deps: MetricsDeps) {
  const { metrics, isDraining } = deps;
  const app = new Elysia({
    name: "streamgauge-metrics",
    normalize: false,
  })
    .onRequest(({ request }) =>
      request.method === "OPTIONS" ? optionsResponse(allowed, request) : undefined,
    )
    .onError(({ error, code, request }) =>
      code === "NOT_FOUND" ? nothingThere(allowed, request) : errorResponse(error, deps.notices),
    )
    .use(healthRoutes(isDraining))
    .use(metricsRoute(metrics));
  const allowed = new AllowedMethods(app.routes);
  return app;
}

/** Elysia searches a URL for the path from this offset on. */
const ORIGIN_LENGTH = 11;

/**
 * The `fetch` of `Bun.serve`. A request without a Host has a URL without an origin, and after a Host of one or two
 * letters Elysia finds no path: both are routed as if for localhost, and their headers stay as they are.
 */
export function fetchOf(
  app: Pick<Elysia, "fetch">,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    const { url } = request;
    const isPlain = url.startsWith("http") && url.indexOf("/", "https://".length) >= ORIGIN_LENGTH;
    return app.fetch(isPlain ? request : new Request(`http://localhost${targetOf(url)}`, request));
  };
}

function refusalOf(request: Request, access: AccessPolicy): Refusal | undefined {
  const { url, method, headers } = request;
  if (url.length > MAX_ADDRESS_BYTES) {
    const detail = `The address has ${url.length} bytes: expected at most ${MAX_ADDRESS_BYTES}`;
    return { status: 431, detail };
  }
  const refused = hostRefusal(access, headers);
  // Probes send any Host or none, and some use OPTIONS by default.
  const isRefused = refused !== undefined && method !== "OPTIONS" && !HEALTH_PATHS.has(pathOf(url));
  return isRefused ? refused : originRefusal(access, headers);
}

function optionsResponse(allowed: AllowedMethods, request: Request): Response {
  const allow = allowed.at(pathOf(request.url));
  if (allow === undefined) return nothingThere(allowed, request);
  return new Response(null, { status: 204, headers: { allow } });
}

function nothingThere(allowed: AllowedMethods, { method, url }: Request): Response {
  const path = pathOf(url);
  const allow = allowed.at(path);
  if (allow === undefined) return problemResponse(404, `There is nothing at ${path}`);
  return problemResponse(405, `${path} does not accept ${method}: expected ${allow}`, { allow });
}

/** Internal errors are detailed in the hub's log only, not in the response. */
function errorResponse(error: unknown, notices: Notices): Response {
  const { status, detail, headers } = answerTo(error);
  if (status === 500) notices.noteFault("A request failed", error);
  if (rootOf(error) instanceof BrokenBodyError) notices.noteBrokenBody();
  return problemResponse(status, detail, headers);
}

/** Elysia wraps errors thrown while a body is read. */
function rootOf(error: unknown): unknown {
  return error instanceof ParseError && error.cause !== undefined ? error.cause : error;
}

interface Answer {
  readonly status: number;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function answerTo(thrown: unknown): Answer {
  const error = rootOf(thrown);
  if (error instanceof ProblemError) {
    return { status: error.status, detail: error.message, headers: error.headers };
  }
  if (error instanceof InvalidDraftError) return { status: 400, detail: error.message };
  if (error instanceof ReservedTopicError) return { status: 403, detail: error.message };
  if (error instanceof IdCollisionError) return { status: 409, detail: error.message };
  if (error instanceof ValidationError) return { status: 400, detail: validationDetail(error) };
  if (error instanceof ParseError) return { status: 400, detail: "The body cannot be read" };
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
  return { status: 500, detail: "Internal error; see the hub's log" };
}

/** One fault per field, with what the schema's description says is expected. */
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
