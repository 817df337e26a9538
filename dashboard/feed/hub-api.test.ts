import { expect, test } from "bun:test";
import { fetchStream, problemOf } from "./hub-api.ts";

test.each([
  [{ title: "Bad Request", detail: "a topic must not be empty" }, "a topic must not be empty"],
  [{ title: "Bad Gateway" }, "Bad Gateway"],
  [{ title: "Bad Gateway", detail: "" }, "Bad Gateway"],
  [{ detail: [{ msg: "field required" }], title: "Unprocessable" }, "Unprocessable"],
  [{ detail: { error: 1 } }, "The hub answered 502"],
  [null, "The hub answered 502"],
  ["nothing", "The hub answered 502"],
  [{ detail: "x".repeat(5_000) }, `${"x".repeat(1_000)}…`],
])("problemOf() takes JSON of any shape for a reason: %j", async (answer, reason) => {
  expect(await problemOf(Response.json(answer, { status: 502 }))).toBe(reason);
});

test("problemOf() tells the status of an answer that is no JSON", async () => {
  expect(await problemOf(new Response("<h1>502</h1>", { status: 502 }))).toBe(
    "The hub answered 502",
  );
});

test.each(["../topics", "..", "", "0-1/../../stats", "0-1?x", "%2e%2e", "0-"])(
  "fetchStream() asks for nothing else where %j is wanted",
  async (id) => {
    // Outside a page there is no hub: a request would throw.
    expect(await fetchStream(id)).toBeUndefined();
  },
);
