import { expect, spyOn, test } from "bun:test";
import { columnsOf, MAX_CONNECTIONS, SandboxSession } from "./sandbox-session.ts";
import { fakeSources } from "../../feed/source.fixture.ts";

function setUp(topics: readonly string[] = ["demo"]) {
  const sources = fakeSources();
  const session = new SandboxSession({ wallMs: () => 0, onChange: () => {}, open: sources.open });
  session.chosen.connect(topics, ["order"]);
  sources.newest.opens();
  const notices = () =>
    session.snapshot().rows.flatMap((row) => (row.kind === "notice" ? [row.text] : []));
  return { session, sources, notices };
}

function queryOf(url: string): URLSearchParams {
  return new URL(url, "http://hub").searchParams;
}

test("connect() names its stream and subscribes to its topics from the head", () => {
  const { sources } = setUp(["demo", "users/7"]);
  const query = queryOf(sources.newest.url);
  expect(query.getAll("topic")).toEqual(["demo", "users/7"]);
  expect(query.get("stream")).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
  expect(query.has("lastEventID")).toBe(false);
});

test("hears messages, gaps and listed types", () => {
  const { session, sources } = setUp();
  sources.newest.brings("message", "a", "e-1");
  sources.newest.brings("order", "b", "e-2");
  sources.newest.brings("unlisted", "c", "e-3");
  sources.newest.brings("gap", '{"from":"x","to":"e-2","reason":"unknown-id"}', "e-2");
  expect(session.snapshot().chosen.counts).toEqual({ received: 2, duplicates: 0, gaps: 1 });
});

test("says when the connection is lost, and after which id it resumed", () => {
  const { sources, notices } = setUp();
  sources.newest.brings("message", "a", "e-1");
  sources.newest.isLost();
  sources.newest.isLost();
  sources.newest.opens();
  expect(notices()).toEqual([
    "Resumed after e-1.",
    "Connection lost; the browser reconnects by itself.",
    "Connected to demo.",
  ]);
});

test("the hub's own events have no id, whatever an EventSource reports", () => {
  const { session, sources, notices } = setUp(["demo", "$stats"]);
  sources.newest.brings("message", "a", "e-1");
  sources.newest.brings("stats", "{}", "e-1");
  sources.newest.isLost();
  sources.newest.opens();
  expect(session.snapshot().chosen.counts.duplicates).toBe(0);
  expect(notices()[0]).toBe("Resumed after e-1.");
});

test("disconnect() closes the stream and says so", () => {
  const { session, sources, notices } = setUp();
  session.disconnect();
  session.disconnect();
  expect(sources.newest.readyState).toBe(2);
  expect(session.snapshot().chosen.state).toBe("closed");
  expect(notices()).toEqual(["Disconnected.", "Connected to demo."]);
});

test("publish() is late when the hub has not answered for 2 s, until it does", async () => {
  const answer = Promise.withResolvers<Response>();
  using asked = spyOn(globalThis, "fetch");
  asked.mockReturnValue(answer.promise);
  const waits: (() => void)[] = [];
  const after = (_waitMs: number, run: () => void) => {
    waits.push(run);
    return () => {};
  };
  const session = new SandboxSession({ wallMs: () => 0, onChange: () => {}, after });
  const outcome = session.publish({ topic: "demo", type: "", data: "a" });
  expect(session.snapshot().isPublishLate).toBe(false);
  waits[0]?.();
  expect([session.snapshot().isPublishLate, session.isWaiting]).toEqual([true, true]);
  answer.resolve(Response.json({ id: "e-1" }));
  expect(await outcome).toEqual({ kind: "published", id: "e-1" });
  expect(session.snapshot().isPublishLate).toBe(false);
});

test("add() takes the topics of the chosen connection and another transport, up to eight", () => {
  const { session } = setUp(["demo"]);
  session.chosen.fillIn({ topics: "users/7" });
  session.add();
  expect(session.chosen.form).toMatchObject({ topics: "users/7", transport: "websocket" });
  session.add();
  expect(session.chosen.form.transport).toBe("eventsource");
  for (let count = 0; count < MAX_CONNECTIONS; count++) session.add();
  expect(session.snapshot().connections).toHaveLength(MAX_CONNECTIONS);
});

test("connections have logs and counters of their own; the streams are those of all", () => {
  const { session, sources } = setUp();
  sources.newest.brings("message", "a", "e-1");
  session.add();
  session.chosen.fillIn({ transport: "eventsource" });
  session.chosen.connect(["demo"], []);
  sources.newest.opens();
  sources.newest.brings("message", "a", "e-1");
  sources.newest.brings("message", "b", "e-2");
  const counts = session.snapshot().connections.map((one) => one.counts.received);
  expect([counts, session.streams]).toEqual([[1, 2], 2]);
});

test("a reloaded page goes on with the same connections, after their last events", () => {
  const kept = new Map<string, string>();
  const memory = {
    recall: (name: string) => kept.get(name),
    remember: (name: string, value: string) => void kept.set(name, value),
  };
  const sources = fakeSources();
  const options = { wallMs: () => 0, onChange: () => {}, open: sources.open, memory };
  const before = new SandboxSession(options);
  before.chosen.fillIn({ name: "first" });
  before.chosen.connect(["demo", "a, b"], ["order"]);
  sources.newest.opens();
  sources.newest.brings("order", "a", "e-1");
  before.add();
  before.chosen.fillIn({ transport: "eventsource", topics: "typed only" });
  before.showSideBySide(true);
  before.choose(1);
  before.remember();

  const after = new SandboxSession(options);
  expect(sources.opened).toHaveLength(2);
  const query = queryOf(sources.newest.url);
  expect([query.getAll("topic"), query.get("lastEventID")]).toEqual([["demo", "a, b"], "e-1"]);
  sources.newest.opens();
  sources.newest.brings("order", "b", "e-2");
  const { connections, chosen } = after.snapshot();
  expect(connections.map(({ name, state }) => [name, state])).toEqual([
    ["first", "open"],
    ["Connection 2", "closed"],
  ]);
  expect([chosen.counts.received, chosen.number, after.isSideBySide]).toEqual([1, 1, true]);
  after.showSideBySide(false);
  expect(after.snapshot().rows.flatMap((row) => (row.kind === "notice" ? [row.text] : []))).toEqual(
    ["Resumed after e-1.", "The page was loaded anew; connecting again, resuming after e-1."],
  );
  after.choose(2);
  expect(after.chosen.form.topics).toBe("typed only");
  after.add();
  expect(after.chosen.number).toBe(3);
  // Another tab that is made from this one has none of them.
  expect(new SandboxSession(options).snapshot().connections).toHaveLength(1);
});

test.each(["", "{", "null", '{"connections":[{}],"chosen":1,"isSideBySide":false}'])(
  "begins anew where the tab remembers %j",
  (text) => {
    const memory = { recall: () => text, remember: () => {} };
    const session = new SandboxSession({ wallMs: () => 0, onChange: () => {}, memory });
    expect(session.snapshot().connections).toMatchObject([{ number: 1, state: "closed" }]);
  },
);

test("says once that a first attempt failed", () => {
  const sources = fakeSources();
  const session = new SandboxSession({ wallMs: () => 0, onChange: () => {}, open: sources.open });
  session.chosen.connect(["demo"], []);
  sources.newest.isLost();
  sources.newest.isLost();
  expect(session.snapshot().rows).toMatchObject([
    { text: "The hub cannot be reached; the browser reconnects by itself." },
  ]);
});

test("remove() closes the chosen connection and chooses its neighbour; the last one stays", () => {
  const { session, sources } = setUp();
  session.add();
  session.choose(1);
  session.remove();
  expect(sources.newest.readyState).toBe(2);
  expect(session.snapshot().connections.map(({ number }) => number)).toEqual([2]);
  session.remove();
  expect(session.chosen.number).toBe(2);
});

test("publish() tells every connection how long its event took", async () => {
  using asked = spyOn(globalThis, "fetch");
  asked.mockImplementation(
    Object.assign(() => Promise.resolve(Response.json({ id: "e-1" })), {
      preconnect: () => {},
    }),
  );
  const sources = fakeSources();
  let nowMs = 1_000;
  const session = new SandboxSession({
    wallMs: () => nowMs,
    onChange: () => {},
    open: sources.open,
  });
  session.chosen.connect(["demo"], []);
  sources.newest.opens();
  const answered = session.publish({ topic: "demo", type: "", data: "a" });
  nowMs += 7;
  sources.newest.brings("message", "a", "e-1");
  nowMs += 50;
  await answered;
  expect(session.snapshot().chosen).toMatchObject({ latencyMs: 7, medianLatencyMs: 7 });
});

test.each([
  [1, 1, []],
  [2, 1, [1, 2]],
  [4, 4, [1, 2, 3, 4]],
  [8, 2, [1, 2, 3, 4]],
  [8, 6, [3, 4, 5, 6]],
])("of %i connections with the %i. chosen, %j are side by side", (count, chosen, columns) => {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  expect(columnsOf(all, chosen)).toEqual(columns);
});
