/**
 * `/bench`: runs of the bench, started and stopped from the dashboard. Only on a hub in development that listens on
 * loopback, only for its own page, and what starts a process needs the token that only that page can read.
 */

import { timingSafeEqual } from "node:crypto";
import { Elysia, t } from "elysia";
import {
  BENCH_TOKEN_HEADER,
  BENCH_TOKEN_META,
  type BenchOverview,
  type BenchRunning,
  type BenchVerdict,
} from "#protocol";
import { readOrder } from "../bench-runs/order.ts";
import type { BenchAccess } from "../serving/link.ts";
import { type AccessPolicy, accessPolicy, hostRefusal, originRefusal } from "./access.ts";
import type { PageBundle } from "./bundle.ts";
import { readLimitedText } from "./limited-body.ts";
import { ProblemError } from "./problems.ts";

const MAX_ORDER_BYTES = 1_024;
/** A name and its ending. */
const MAX_FILE_CHARACTERS = 64;
const UNKNOWN = "No such result is kept";

const REPORT_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  // Of an origin of its own: what is in a report cannot read the page's token.
  "content-security-policy": "sandbox allow-scripts allow-downloads; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const PAIR = t.Object({ a: nameOf("first"), b: nameOf("second") });

/** Whatever `--allow-host` and `--allow-origin` say: only loopback names, and only the hub's own page. */
const OWN_PAGE = accessPolicy("localhost", [], []);

export function benchRoutes({ runs, token }: BenchAccess) {
  return new Elysia({ name: "bench" })
    .onBeforeHandle(({ request, set }) => {
      requireOwnPage(OWN_PAGE, request.headers);
      set.headers["cache-control"] = "no-store";
    })
    .get("/bench", (): Promise<BenchOverview> => runs.benchOverview())
    .post(
      "/bench",
      async ({ request, set }): Promise<BenchRunning> => {
        requireToken(token, request.headers);
        const read = readOrder(await readLimitedText(request, MAX_ORDER_BYTES));
        if (read.kind === "fault") throw new ProblemError(400, read.fault);
        const started = await runs.startBench(read.order);
        if (started === "busy") throw new ProblemError(409, "A run is under way already");
        if (started === "ending") throw new ProblemError(503, "The hub is draining");
        set.status = 202;
        return started;
      },
      // Nothing is read before the token is checked.
      { parse: "none" },
    )
    .delete("/bench", async ({ request, set }) => {
      requireToken(token, request.headers);
      if (!(await runs.stopBench())) throw new ProblemError(404, "No run is under way");
      set.status = 202;
    })
    .get(
      "/bench/compare",
      async ({ query, request }): Promise<BenchVerdict> => {
        requireToken(token, request.headers);
        const verdict = await runs.compareBench(query.a, query.b);
        if (verdict === "missing") throw new ProblemError(404, UNKNOWN);
        if (verdict === "busy") throw new ProblemError(409, "Another comparison is under way");
        return verdict;
      },
      { query: PAIR },
    )
    .get("/bench/:file", async ({ params: { file } }) => {
      const text = await runs.benchFile(file);
      if (text === undefined) throw new ProblemError(404, UNKNOWN);
      if (file.endsWith(".html")) return new Response(text, { headers: REPORT_HEADERS });
      const headers = { "content-type": "application/json", "cache-control": "no-store" };
      return new Response(text, { headers });
    });
}

/** The page with the token in it. */
export function withToken(page: PageBundle, token: string): PageBundle {
  const meta = `<meta name="${BENCH_TOKEN_META}" content="${token}" />`;
  return { ...page, html: page.html.replace("</head>", `${meta}</head>`) };
}

function requireOwnPage(policy: AccessPolicy, headers: Headers): void {
  const refused = hostRefusal(policy, headers) ?? originRefusal(policy, headers);
  if (refused === undefined) return;
  const { status } = refused;
  throw new ProblemError(status, "Only this hub's own page, opened on loopback, may use the bench");
}

/** Takes the same time, whatever is given. */
function requireToken(token: string, headers: Headers): void {
  const digestOf = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest();
  const given = headers.get(BENCH_TOKEN_HEADER) ?? "";
  if (timingSafeEqual(digestOf(given), digestOf(token))) return;
  throw new ProblemError(403, "The token is not this hub's: reload the page");
}

function nameOf(which: string) {
  const description = `the name of the ${which} result`;
  return t.String({ maxLength: MAX_FILE_CHARACTERS, description });
}
