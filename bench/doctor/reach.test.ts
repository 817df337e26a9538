/** Obstacles between the doctor and a server: nothing listening, an untrusted certificate, an older protocol. */

import { describe, expect, test } from "bun:test";
import { type Diagnosis, diagnose } from "./diagnose.ts";
import { CERTIFICATE, KEY } from "../client/test-certificate.ts";
import { diagnosisText, exitCodeOf } from "./text.ts";
import { VirtualClock } from "./virtual-clock.ts";

const STREAM = { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } };

function serveSecure(http2: boolean) {
  return Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    tls: { key: KEY, cert: CERTIFICATE },
    ...(http2 ? { http2 } : {}),
    // It stays open; its first bytes flush the headers.
    fetch: () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue("retry: 1000\n\n"),
        }),
        STREAM,
      ),
  });
}

function seen({ findings }: Diagnosis, check: string): string | undefined {
  const found = findings.find((finding) => finding.check === check);
  return found && `${found.severity}: ${found.title}`;
}

describe("diagnose()", () => {
  test("says that nothing is listening, and exits with 2", async () => {
    using listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const url = new URL(`http://127.0.0.1:${listener.port}/`);
    listener.stop(true);
    const diagnosis = await diagnose({ url, clock: new VirtualClock() });
    expect(diagnosis.findings.map(({ severity, check }) => [severity, check])).toEqual([
      ["fault", "reach"],
    ]);
    expect(diagnosis.findings[0]?.detail).toContain("ECONNREFUSED");
    expect(exitCodeOf(diagnosis)).toBe(2);
  });

  test("says that a certificate is not trusted, and what to do", async () => {
    await using server = serveSecure(false);
    const diagnosis = await diagnose({ url: server.url, clock: new VirtualClock() });
    const text = diagnosisText(diagnosis);
    expect(text).toContain("Cannot trust https://127.0.0.1");
    expect(text).toContain("--insecure");
    expect(exitCodeOf(diagnosis)).toBe(2);
  });

  test.each([
    [true, "ok: HTTP/2 is supported"],
    [false, "advice: HTTP/1.1 only: six streams per browser"],
  ])("knows by ALPN whether HTTP/2 is supported (%p)", async (http2, title) => {
    await using server = serveSecure(http2);
    const diagnosis = await diagnose({
      url: server.url,
      isInsecure: true,
      clock: new VirtualClock(),
    });
    expect(seen(diagnosis, "http-version")).toBe(title);
  });

  test("reports a fault, not advice, for a named origin that cannot read", async () => {
    await using server = serveSecure(false);
    const diagnosis = await diagnose({
      url: server.url,
      isInsecure: true,
      origin: "https://app.example",
      clock: new VirtualClock(),
    });
    expect(seen(diagnosis, "cross-origin")).toBe(
      "fault: Pages of https://app.example cannot read the stream",
    );
    expect(exitCodeOf(diagnosis)).toBe(99);
  });

  test("follows redirects, and says that every reconnect does too", async () => {
    await using server = serveSecure(false);
    await using front = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => Response.redirect(server.url.href, 307),
    });
    const diagnosis = await diagnose({
      url: front.url,
      isInsecure: true,
      clock: new VirtualClock(),
    });
    expect(seen(diagnosis, "status")).toBe("advice: 1 redirect leads to the stream");
  });
});

test("diagnosisText() has the worst first, and says what to do", () => {
  const finding = { check: "x", title: "Title", detail: "Detail.", cure: "" };
  const text = diagnosisText({
    url: "http://h/",
    isReached: true,
    findings: [
      { ...finding, severity: "ok" },
      { ...finding, severity: "unknown", cure: "Find out." },
      { ...finding, severity: "fault", cure: "Mend it." },
      { ...finding, severity: "advice", cure: "Think." },
    ],
  });
  expect(
    text
      .trim()
      .split("\n")
      .filter((line) => line !== ""),
  ).toEqual([
    "http://h/: 1 fault, 1 advice, 1 unknown, 1 ok",
    "FAULT    Title",
    "         Detail.",
    "         → Mend it.",
    "advice   Title",
    "         Detail.",
    "         → Think.",
    "unknown  Title",
    "         Detail.",
    "         → Find out.",
    "ok       Title",
    "         Detail.",
  ]);
});
