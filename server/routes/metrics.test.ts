import { afterAll, beforeAll, expect, test } from "bun:test";
import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { listenTo, openStream, publish, spawnHub, startHub, type TestHub } from "../test-hub.ts";

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub();
});

afterAll(() => hub.stop());

async function scrape() {
  const families = parsePrometheusTextFormat(await (await fetch(`${hub.origin}/metrics`)).text());
  const sampleOf = (name: string) => families.find((family) => family.name === name)?.metrics[0];
  return {
    families,
    value: (name: string) => Number(sampleOf(name)?.value),
    count: (name: string) => Number(sampleOf(name)?.count),
  };
}

test("GET /metrics responds in Prometheus' text format, and is never cached", async () => {
  const { headers, status } = await fetch(`${hub.origin}/metrics`);
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(headers.get("cache-control")).toBe("no-store");
});

test("--metrics-port serves metrics and health for any Host, and nothing else", async () => {
  const child = spawnHub("--port", "0", "--log", "memory", "--metrics-port", "0");
  const [, origin = "", main = ""] = await listenTo(child)(
    /Metrics are at (\S+)\/metrics[^]*listening on (\S+)/,
  );
  const headers = { host: "hub.monitoring.svc:9100" };
  const paths = ["/metrics", "/health/live", "/health/ready", "/stats", "/events?topic=a", "/"];
  const statuses = paths.map(async (path) => (await fetch(origin + path, { headers })).status);
  expect(await Promise.all(statuses)).toEqual([200, 200, 200, 404, 404, 404]);
  expect((await fetch(`${origin}/metrics`, { method: "POST", headers })).status).toBe(405);
  expect((await fetch(`${main}/metrics`, { headers })).status).toBe(421);
  child.kill("SIGTERM");
  expect(await child.exited).toBe(0);
});

test("GET /metrics has each family once, with a help text and a type", async () => {
  const { families } = await scrape();
  const names = families.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { help, type } of families) {
    expect(help).toEndWith(".");
    expect(["COUNTER", "GAUGE", "HISTOGRAM"]).toContain(type);
  }
});

test("GET /metrics counts the stages of events, and resumed readers", async () => {
  const stream = await openStream(hub.origin, "topic=counted");
  const first = await publish(hub.origin, "counted", "1");
  await publish(hub.origin, "counted", "2");
  await stream.until(2);
  const resumed = await openStream(hub.origin, "topic=counted", { "last-event-id": first });
  await resumed.until(1);
  // Sending is timed in the turn after the bytes are written to the socket.
  let metrics = await scrape();
  while (metrics.count("streamgauge_accepted_to_sent_seconds") < 2) metrics = await scrape();
  expect(metrics.count("streamgauge_accepted_to_durable_seconds")).toBe(2);
  expect(metrics.count("streamgauge_durable_to_sent_seconds")).toBe(2);
  expect(metrics.count("streamgauge_batch_events")).toBe(2);
  expect(metrics.count("streamgauge_replay_events")).toBe(1);
  expect(metrics.value("streamgauge_events_total")).toBe(2);
  expect(metrics.value("streamgauge_resumed_total")).toBe(1);
  expect(metrics.value("streamgauge_connections")).toBe(2);
  stream.close();
  resumed.close();
});

test("GET /metrics keeps counting the canary and the event loop, scrape after scrape", async () => {
  const names = ["streamgauge_canary_seconds", "streamgauge_event_loop_lag_seconds"];
  const before = await scrape();
  let after = await scrape();
  while (names.some((name) => after.count(name) <= before.count(name))) after = await scrape();
  expect(after.value("process_cpu_seconds_total")).toBeGreaterThan(0);
});
