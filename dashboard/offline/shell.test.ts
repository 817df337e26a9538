import { expect, test } from "bun:test";
import { partOf, Shell } from "./shell.ts";

const ORIGIN = "http://127.0.0.1:3000";

test.each([
  ["GET", "navigate", "/", "page", "the page"],
  ["GET", "navigate", "/?source=window", "page", "the page with a query"],
  ["GET", "navigate", "/index.html", "page", "the page's other path"],
  ["GET", "navigate", "/stats", undefined, "statistics opened in a tab"],
  ["GET", "cors", "/assets/main-1.js", "asset", "a script"],
  ["GET", "no-cors", "/assets/style-1.css", "asset", "a style sheet"],
  ["GET", "cors", "/", undefined, "the page's text, asked for by a script"],
  ["GET", "cors", "/events?topic=$stats", undefined, "a stream"],
  ["GET", "cors", "/stats?history=600", undefined, "statistics"],
  ["POST", "cors", "/events", undefined, "a publish"],
  ["POST", "navigate", "/", undefined, "a form"],
  ["GET", "cors", "/ws?topic=a", undefined, "a WebSocket"],
  ["GET", "cors", "http://127.0.0.1:4000/assets/a.js", undefined, "another origin's asset"],
])("partOf(%s, %s, %s) is %s: %s", (method, mode, path, part) => {
  const url = new URL(path, ORIGIN).href;
  expect(`${partOf({ method, mode, url }, ORIGIN)}`).toBe(`${part}`);
});

/** A shell that has kept a page, and a hub that does what the test says. */
function setUp({ hasKept = true } = {}) {
  const hub = Promise.withResolvers<Response>();
  const patience = Promise.withResolvers<undefined>();
  const cache = {
    match: async () => (hasKept ? new Response("kept") : undefined),
    addAll: async () => {},
  };
  const shell = new Shell({
    content: { revision: "1", assets: [] },
    caches: { open: async () => cache, keys: async () => [], delete: async () => false },
    fetch: () => hub.promise,
    after: () => patience.promise,
  });
  const reopened: string[] = [];
  const { answer, done } = shell.page(new Request(ORIGIN), async () => {
    reopened.push("page");
  });
  return { hub, patience, text: async () => (await answer).text(), done, reopened };
}

test("page() is the hub's whenever it answers in time, even with an error of its own", async () => {
  const { hub, text, done, reopened } = setUp();
  hub.resolve(new Response("new", { status: 500 }));
  expect(await text()).toBe("new");
  await done;
  expect(reopened).toEqual([]);
});

test("page() is the kept one if the hub cannot be reached", async () => {
  const { hub, text, done, reopened } = setUp();
  hub.reject(new TypeError("Failed to fetch"));
  expect(await text()).toBe("kept");
  await done;
  expect(reopened).toEqual([]);
});

test("page() is the kept one if a proxy says that the hub is away", async () => {
  const { hub, text } = setUp();
  hub.resolve(new Response("Bad Gateway", { status: 502 }));
  expect(await text()).toBe("kept");
});

test.each([
  ["new", ["page"]],
  ["kept", []],
])("after a late answer '%s' the page is opened again: %p", async (late, expected) => {
  const { hub, patience, text, done, reopened } = setUp();
  patience.resolve(undefined);
  expect(await text()).toBe("kept");
  hub.resolve(new Response(late));
  await done;
  expect(reopened).toEqual(expected);
});

test("page() waits for the hub if nothing is kept", async () => {
  const { hub, patience, text } = setUp({ hasKept: false });
  patience.resolve(undefined);
  hub.resolve(new Response("late"));
  expect(await text()).toBe("late");
});
