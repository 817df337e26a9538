/**
 * The dashboard's page, scripts and styles, with content types, caching and a content security policy, and its service
 * worker, which is at the root because it may only answer for what is below its own path.
 */

import { Elysia } from "elysia";
import type { PageBundle } from "./bundle.ts";
import { ProblemError } from "./problems.ts";

const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-cache",
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** A worker has a policy of its own: this one fetches from the hub, and nothing else. */
const WORKER_HEADERS = {
  "content-type": "text/javascript; charset=utf-8",
  "cache-control": "no-cache",
  "content-security-policy": "default-src 'none'; connect-src 'self'",
  "x-content-type-options": "nosniff",
};

/** `loadPage` returns the newest bundle; in development it makes a new one. */
export function pageRoutes(loadPage: () => Promise<PageBundle>) {
  let shown: PageBundle | undefined;
  const page = async () => {
    shown = await loadPage();
    return new Response(shown.html, { headers: PAGE_HEADERS });
  };
  return new Elysia({ name: "pages" })
    .get("/", page)
    .get("/index.html", page)
    .get("/service-worker.js", async () => {
      shown ??= await loadPage();
      return new Response(shown.serviceWorker, { headers: WORKER_HEADERS });
    })
    .get("/assets/*", async ({ params }) => {
      shown ??= await loadPage();
      const asset = shown.assets.get(params["*"]);
      if (asset === undefined) throw new ProblemError(404, "No such asset; reload the page");
      return new Response(asset.bytes, {
        headers: {
          "content-type": asset.contentType,
          "cache-control": "public, max-age=31536000, immutable",
          "x-content-type-options": "nosniff",
        },
      });
    });
}
