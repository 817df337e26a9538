import { afterAll, expect, test } from "bun:test";
import { countedPacer } from "../load/pacer.ts";
import { readPayload } from "../load/payload.ts";
import { runningAt } from "./peer.ts";
import { closedLoop, paced, publishToPeer } from "./publish.ts";

const bodies: string[] = [];
const asked = Promise.withResolvers<void>();

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    const topic = new URL(request.url).searchParams.get("topic");
    if (topic === "refused") return new Response("no", { status: 503 });
    if (topic === "unanswered") {
      asked.resolve();
      return new Promise<Response>(() => {});
    }
    bodies.push(await request.text());
    return Response.json({ id: "a-1" });
  },
});
afterAll(() => server.stop(true));

const peer = runningAt(`http://127.0.0.1:${server.port}`, {
  pids: [],
  stop: () => Promise.resolve(),
});

function order(topic: string, signal = new AbortController().signal) {
  return { peer, topic, sizeBytes: 64, publishers: 4, signal };
}

test("publishToPeer() sends all that the pacer has, each number once", async () => {
  const { signal } = new AbortController();
  const schedule = paced(countedPacer(2_000, 40), signal);
  const outcome = await publishToPeer({ ...order("paced"), schedule });
  expect({ sent: outcome.sent, uncertain: outcome.uncertain, failures: outcome.failures }).toEqual({
    sent: 40,
    uncertain: [],
    failures: {},
  });
  const sequences = bodies.map((body) => {
    const { topic, data }: { topic: string; data: string } = JSON.parse(body);
    expect(topic).toBe("paced");
    return readPayload(data)?.sequence ?? 0;
  });
  expect(sequences.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
});

test("publishToPeer() counts what is refused, and leaves it uncertain", async () => {
  const schedule = paced(countedPacer(2_000, 6), new AbortController().signal);
  const outcome = await publishToPeer({ ...order("refused"), schedule });
  expect(outcome.failures).toEqual({ "answered 503": 6 });
  expect(outcome.uncertain.toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
});

test("publishToPeer() does not wait for ever for an answer once it is interrupted", async () => {
  const interruption = new AbortController();
  const { signal } = interruption;
  const schedule = paced(countedPacer(1_000, 4), signal);
  const publishing = publishToPeer({ ...order("unanswered", signal), schedule });
  await asked.promise;
  interruption.abort();
  const { uncertain, sent } = await publishing;
  expect(uncertain.length).toBe(sent);
});

test("closedLoop() ends a wait for those who are behind when it is interrupted", async () => {
  const interruption = new AbortController();
  const next = closedLoop(60_000, () => true, interruption.signal)();
  interruption.abort();
  expect(await next).toBeUndefined();
});

test("closedLoop() has the next at once while nobody is behind", async () => {
  const schedule = closedLoop(60_000, () => false, new AbortController().signal);
  expect(await schedule()).toBeNumber();
});
