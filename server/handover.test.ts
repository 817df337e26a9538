import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listenTo, openStream, publish, spawnHub, startHub } from "./test-hub.ts";

const folder = mkdtempSync(join(tmpdir(), "streamgauge-handover-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([1, 4])(
  "a hub started beside another waits for its log, then takes over its port and streams (%i threads)",
  async (threads) => {
    const log = `sqlite:${join(folder, `handover-${threads}.db`)}`;
    const flags = ["--log", log, "--reuse-port", "--threads", `${threads}`];
    const old = await startHub(...flags, "--drain", "0.2");
    const { port } = new URL(old.origin);
    const before = await openStream(old.origin, "topic=a");
    const first = await publish(old.origin, "a", "before");
    await before.until(1);

    const successor = spawnHub("--port", port, ...flags);
    const untilSaid = listenTo(successor);
    await untilSaid(/Waiting for the hub that holds the log/);
    const second = await publish(old.origin, "a", "while the other waits");
    old.child.kill("SIGTERM");
    await before.untilEnd();
    await untilSaid(/listening on/);
    expect(await old.child.exited).toBe(0);

    const after = await openStream(old.origin, "topic=a", { "last-event-id": first });
    const third = await publish(old.origin, "a", "after");
    await after.until(2);
    expect(after.events.map(({ id, data }) => [id, data])).toEqual([
      [second, "while the other waits"],
      [third, "after"],
    ]);
    after.close();
    successor.kill();
    await successor.exited;
  },
);

test("streams that end while a hub drains are told to come back when the drain is over", async () => {
  const draining = await startHub("--drain", "0.4", "--retry", "1-1");
  const stream = await openStream(draining.origin, "topic=a");
  await stream.readMore();
  draining.child.kill("SIGTERM");
  await stream.untilEnd();
  expect(stream.retries[0]).toBe(1000);
  expect(stream.retries[1]).toBeGreaterThan(1000);
  expect(stream.retries[1]).toBeLessThanOrEqual(1400);
  await draining.child.exited;
});

test("a second hub on the same log refuses to start, and says what to do", async () => {
  const log = `sqlite:${join(folder, "held.db")}`;
  const holder = await startHub("--log", log);
  const second = spawnHub("--port", "0", "--log", log);
  expect(await new Response(second.stderr).text()).toContain("Another hub holds the log");
  expect(await second.exited).toBe(1);
  await publish(holder.origin, "a", "undisturbed");
  await holder.stop();
});
