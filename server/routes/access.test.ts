import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startHub, type TestHub } from "../test-hub.ts";

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub();
});

afterAll(() => hub.stop());

describe("who may ask", () => {
  test.each([
    ["another Host", { host: "evil.example" }, 421],
    ["a page of another site", { origin: "https://evil.example" }, 403],
    ["a loopback name", { host: "localhost:1234" }, 200],
  ])("%s gets %j answered %d", async (_who, headers, status) => {
    const response = await fetch(`${hub.origin}/stats`, { headers });
    expect(response.status).toBe(status);
  });

  test("a page of an allowed site reads the answer, and may send what a publish needs", async () => {
    const friendly = await startHub("--allow-origin", "https://app.example");
    const headers = { origin: "https://app.example" };
    const read = await fetch(`${friendly.origin}/stats`, { headers });
    const preflight = await fetch(`${friendly.origin}/events`, { method: "OPTIONS", headers });
    for (const response of [read, preflight]) {
      expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example");
    }
    await friendly.stop();
  });
});
