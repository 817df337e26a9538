/** Whatever a client sends, it causes no 500, no stack trace in the log, and no loss of another client's event. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { openStream, post, publish, spawnHub, listening, type TestHub } from "../test-hub.ts";
import { RawConnection } from "../test-raw.ts";

const RUNS = { seed: 20_261_126, numRuns: 300 };
const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

let hub: TestHub;

beforeAll(async () => {
  hub = await listening(spawnHub("--port", "0", "--log", "memory"));
});

afterAll(() => hub.stop());

/** Publishes with faults in every place that the schema checks. */
const field = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.jsonValue({ maxDepth: 4 }),
  fc.constant(undefined),
);
const body = fc.record(
  {
    topic: fc.oneof(field, fc.array(field, { maxLength: 40 })),
    data: field,
    type: field,
    id: field,
    retry: fc.oneof(field, fc.integer(), fc.double()),
    other: field,
  },
  { requiredKeys: [] },
);
const KNOWN = [200, 400, 403, 409, 413, 415];

describe("no body causes a 500:", () => {
  test("JSON of roughly the right shape", () =>
    fc.assert(
      fc.asyncProperty(body, async (fields) => {
        const { status } = await post(hub.origin, JSON.stringify(fields), JSON_TYPE);
        expect(KNOWN).toContain(status);
      }),
      RUNS,
    ));

  test("any JSON, and any text", () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string({ unit: "binary" })), async (text) => {
        const { status } = await post(hub.origin, text.toWellFormed(), JSON_TYPE);
        expect(KNOWN).toContain(status);
      }),
      RUNS,
    ));

  test("any bytes as a form or as JSON", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(JSON_TYPE, FORM_TYPE, "text/plain", ""),
        async (bytes, contentType) => {
          const headers = { "content-type": contentType };
          const answer = await fetch(`${hub.origin}/events`, {
            method: "POST",
            headers,
            body: bytes,
          });
          expect(KNOWN).toContain(answer.status);
        },
      ),
      RUNS,
    ));

  test("any form", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.constantFrom("topic", "data", "type", "id", "retry", "x"), fc.string()),
        ),
        async (pairs) => {
          const form = pairs
            .map(([name, value]) => `${name}=${value.replaceAll(" ", "%")}`)
            .join("&");
          expect(KNOWN).toContain((await post(hub.origin, form, FORM_TYPE)).status);
        },
      ),
      RUNS,
    ));

  test("any query of a stream, of the statistics, and any name of a stream", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.webQueryParameters(),
        async (text, query) => {
          const word = encodeURIComponent(text.toWellFormed());
          const paths = [`/events?${query}&stream=${word}`, `/stats?history=${word}&${query}`];
          for (const path of paths) {
            const answer = await fetch(`${hub.origin}${path}`, { headers: { accept: "*/*" } });
            await answer.body?.cancel();
            expect([200, 400]).toContain(answer.status);
          }
          const cut = await fetch(`${hub.origin}/events/${word}`, { method: "DELETE" });
          expect([404, 405]).toContain(cut.status);
        },
      ),
      RUNS,
    ));
});

test("a publisher that breaks off in mid-body, or sends broken chunks, gets 400 or nothing; the log has one line for it", async () => {
  const stream = await openStream(hub.origin, "topic=halves");
  const head = `POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${JSON_TYPE}\r\n`;
  const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
  const half = '{"topic":"halves","data":"never';
  for (const [text, end] of [
    [`${head}Content-Length: 100\r\n\r\n${half}`, "reset"],
    [`${head}Content-Length: 100\r\n\r\n${half}`, "shutDown"],
    [`${chunked}${half.length.toString(16)}\r\n${half}\r\n`, "reset"],
    [`${chunked}${half.length.toString(16)}\r\n${half}\r\n`, "shutDown"],
    [`${chunked}zz\r\n${half}\r\n0\r\n\r\n`, "shutDown"],
    [`${chunked}-5\r\n${half}\r\n`, "shutDown"],
    [`${chunked}ffffffffffffffff\r\n${half}`, "reset"],
    [`${head}Content-Length: abc\r\n\r\n${half}`, "shutDown"],
    [`${head}Content-Length: -1\r\n\r\n${half}`, "shutDown"],
  ] as const) {
    const connection = await RawConnection.open(hub.origin);
    connection.send(text);
    connection[end]();
    await connection.until(({ isEnded }) => isEnded);
    expect(connection.received).toMatch(/^$|^HTTP\/1\.1 400 /);
  }
  await publish(hub.origin, "halves", "whole");
  expect((await stream.until(1)).map(({ data }) => data)).toEqual(["whole"]);
  stream.close();
});

test("after all of that the hub has logged only how many broke off", async () => {
  expect((await fetch(`${hub.origin}/health/live`)).status).toBe(200);
  await hub.stop("SIGTERM");
  expect(await new Response(hub.child.stderr).text()).toMatch(
    /^\d+ publish(es)? broke off in mid-body\n$/,
  );
});
