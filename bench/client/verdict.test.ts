import { describe, expect, test } from "bun:test";
import { judge } from "./verdict.ts";

function verdict(status: number, headers: Readonly<Record<string, string>>): string {
  const result = judge({ status, minorVersion: 1, headers: new Map(Object.entries(headers)) });
  return result.kind === "fail" ? `fail ${result.outage.kind}` : result.kind;
}

const STREAM = { "content-type": "text/event-stream" };

describe("judge()", () => {
  test.each([
    ["text/event-stream", "open", "the type itself"],
    ["text/event-stream; charset=utf-8", "open", "a parameter does not matter"],
    [
      "text/event-stream;charset=windows-1252",
      "open",
      "a stream is UTF-8 whatever the charset says",
    ],
    ["TEXT/Event-Stream ;x", "open", "case and space do not matter"],
    ["text/plain, text/event-stream", "open", "the last of several counts"],
    ["text/event-stream, text/plain", "fail content-type", "the last of several counts"],
    ["text/event-streams", "fail content-type", "another type with the same prefix"],
    ["text/plain", "fail content-type", "another type"],
    ["", "fail content-type", "no type"],
  ])("Content-Type %p: %s, since %s", (contentType, expected) => {
    expect(verdict(200, { "content-type": contentType })).toBe(expected);
  });

  test("no Content-Type at all fails", () => {
    expect(verdict(200, {})).toBe("fail content-type");
  });

  test.each([
    201, 202, 204, 205, 206, 210, 300, 304, 305, 306, 400, 401, 403, 404, 410, 429, 500, 502, 503,
  ])("status %i fails for good, even with the right type", (status) => {
    expect(verdict(status, { ...STREAM, location: "/" })).toBe("fail status");
  });

  test.each([301, 302, 303, 307, 308])(
    "status %i follows its Location, and fails without one",
    (status) => {
      expect(verdict(status, { location: "/" })).toBe("redirect");
      expect(verdict(status, STREAM)).toBe("fail status");
    },
  );

  test.each([
    ["identity", "open"],
    ["gzip", "fail content-encoding"],
    ["br", "fail content-encoding"],
  ])("Content-Encoding %s: %s, since none was asked for", (coding, expected) => {
    expect(verdict(200, { ...STREAM, "content-encoding": coding })).toBe(expected);
  });
});
