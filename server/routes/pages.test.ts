import { expect, test } from "bun:test";
import type { PageBundle } from "./bundle.ts";
import { pageRoutes } from "./pages.ts";

const bytes = await new Blob(["p {}"]).arrayBuffer();
const BUNDLE: PageBundle = {
  html: "<!doctype html>",
  assets: new Map([["style-1.css", { bytes, contentType: "text/css" }]]),
  serviceWorker: "self;",
};
const routes = pageRoutes(async () => BUNDLE);

function get(path: string): Promise<Response> {
  return Promise.resolve(routes.handle(new Request(`http://localhost${path}`)));
}

test("the page allows scripts, workers and requests of its own origin only, and is never kept unchecked", async () => {
  const { headers } = await get("/");
  const policy = headers.get("content-security-policy")?.split("; ");
  expect(policy).toContain("default-src 'none'");
  for (const what of ["script", "worker", "connect", "manifest"]) {
    expect(policy).toContain(`${what}-src 'self'`);
  }
  expect(headers.get("cache-control")).toBe("no-cache");
});

test("the service worker is a script at the root, asked for anew each time, that may only fetch from the hub", async () => {
  const response = await get("/service-worker.js");
  expect(await response.text()).toBe(BUNDLE.serviceWorker);
  expect(response.headers.get("content-type")).toStartWith("text/javascript");
  expect(response.headers.get("cache-control")).toBe("no-cache");
  expect(response.headers.get("content-security-policy")).toBe(
    "default-src 'none'; connect-src 'self'",
  );
});

test("an asset is kept for good, since its name changes with it", async () => {
  const { headers } = await get("/assets/style-1.css");
  expect(headers.get("cache-control")).toContain("immutable");
  expect(headers.get("content-type")).toBe("text/css");
});
