import { expect, test } from "bun:test";
import type { StreamRecord, StreamsAnswer } from "#protocol";
import { type StreamsApi, StreamsSession } from "./streams-session.ts";
import { streamRecord } from "./streams.fixture.ts";

/** A hub whose streams the test sets. */
class TestApi implements StreamsApi {
  open: StreamRecord[] = [];
  closed: StreamRecord[] = [];
  refusal: string | undefined;

  async fetchStreams({ state }: { readonly state: "open" | "closed" }): Promise<StreamsAnswer> {
    const streams = this[state];
    const [open, closed] = [this.open.length, this.closed.length];
    return { atMs: 10_000, open, closed, matching: streams.length, streams };
  }

  async fetchStream(id: string): Promise<StreamRecord | undefined> {
    return [...this.open, ...this.closed].find((stream) => stream.id === id);
  }

  async endStream(id: string): Promise<string | undefined> {
    if (this.refusal !== undefined) return this.refusal;
    const ended = this.open.find((stream) => stream.id === id);
    this.open = this.open.filter((stream) => stream !== ended);
    if (ended !== undefined) this.closed.push({ ...ended, closedAtMs: 5_000, cause: "cut" });
    return undefined;
  }
}

/** Lets everything run that has been answered. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

async function setUp(...open: StreamRecord[]) {
  const api = new TestApi();
  api.open = open;
  const session = new StreamsSession(api);
  session.refresh();
  await settle();
  return { api, session };
}

test("the keys stay with their stream as the list changes, and with their row if it has gone", async () => {
  const [first, second, third] = [1, 2, 3].map((number) => streamRecord(number));
  if (!first || !second || !third) throw new Error("There must be three");
  const { api, session } = await setUp(first, second);
  session.moveTo(1);
  api.open = [third, first, second];
  session.refresh();
  await settle();
  expect(session.activeRow).toBe(2);
  api.open = [third, first];
  session.refresh();
  await settle();
  expect(session.activeRow).toBe(1);
  api.open = [];
  session.refresh();
  await settle();
  expect(session.activeRow).toBeUndefined();
});

test("a stream is ended only once that is confirmed, and the one that its client returns with is found", async () => {
  const mine = streamRecord(1, { topics: ["mine"], userAgent: "Me" });
  const { api, session } = await setUp(mine, streamRecord(2));
  await session.end();
  session.open(mine);
  await session.end();
  expect(api.open.length).toBe(2);
  session.askToEnd(mine);
  session.keep();
  await session.end();
  expect(api.open.length).toBe(2);
  session.askToEnd(mine);
  await session.end();
  await settle();
  expect(session.chosen).toMatchObject({ isEnded: true, record: { cause: "cut" } });
  expect(session.chosen?.returned).toBeUndefined();
  const earlier = streamRecord(3, { userAgent: "Me", openedAtMs: 4_000 });
  const other = streamRecord(4, { userAgent: "You", openedAtMs: 6_000 });
  const back = streamRecord(5, { userAgent: "Me", openedAtMs: 6_500 });
  api.open = [back, other, earlier];
  session.refresh();
  await settle();
  expect(session.chosen?.returned?.id).toBe(back.id);
  // The hub forgets it; what was known stays.
  api.closed = [];
  session.refresh();
  await settle();
  expect(session.chosen?.record).toMatchObject({ id: mine.id, cause: "cut" });
});

test("a refusal to end one is kept beside it", async () => {
  const mine = streamRecord(1);
  const { api, session } = await setUp(mine);
  api.refusal = "No open stream has this id";
  session.askToEnd(mine);
  await session.end();
  expect(session.chosen).toMatchObject({ isEnded: false, failure: api.refusal });
});

test("details follow the keys, once they are open", async () => {
  const { session } = await setUp(streamRecord(1), streamRecord(2));
  session.moveTo(0);
  expect(session.chosen).toBeUndefined();
  session.open(session.pages.at(0));
  session.moveTo(1);
  expect(session.chosen?.record.id).toBe("0-2");
  session.close();
  session.moveTo(0);
  expect(session.chosen).toBeUndefined();
});

test("closed streams come with the latest first, and cannot be ended", async () => {
  const { api, session } = await setUp(streamRecord(1));
  api.closed = [streamRecord(9, { closedAtMs: 1, cause: "stalled", state: null })];
  session.choose({ sort: "address", order: "asc" });
  session.choose({ state: "closed" });
  await settle();
  expect(session.pages.filter).toMatchObject({ sort: "closedAtMs", order: "desc" });
  session.askToEnd(session.pages.at(0));
  expect(session.chosen).toBeUndefined();
});
