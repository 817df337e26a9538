import { describe, expect, test } from "bun:test";
import { openStream, spawnHub, startHub } from "./test-hub.ts";

describe("the process", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "drains on %s: streams end properly, then it exits with 0",
    async (signal) => {
      const draining = await startHub("--drain", "0.3");
      const streams = await Promise.all(
        Array.from({ length: 10 }, () => openStream(draining.origin, "topic=a")),
      );
      await Promise.all(streams.map((stream) => stream.readMore()));
      draining.child.kill(signal);
      await Promise.all(streams.map((stream) => stream.untilEnd()));
      for (const stream of streams) expect(stream.retries.length).toBe(2);
      expect(await draining.child.exited).toBe(0);
    },
  );

  test("says what is wrong with its flags and exits with 2", async () => {
    const child = spawnHub("--port", "no");
    expect(await child.exited).toBe(2);
    expect(await new Response(child.stderr).text()).toContain(
      '--port (or STREAMGAUGE_PORT) is "no"',
    );
  });

  test("says that its port is taken and exits with 1", async () => {
    const first = await startHub();
    const { port } = new URL(first.origin);
    const child = spawnHub("--port", port, "--log", "memory");
    const errors = new Response(child.stderr).text();
    expect(await child.exited).toBe(1);
    await first.stop();
    expect(await errors).toContain(`Cannot listen on 127.0.0.1:${port}`);
  });
});
