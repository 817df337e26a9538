/** Against Bun's own WebSocket server: its frames, pings and closes are real. */

import { afterAll, beforeEach, expect, test } from "bun:test";
import { Heard } from "../clients/test-heard.ts";
import { SocketClient } from "./client.ts";

const LOST_AT_ONCE = '{"retry":0}\n';

/** What the server has seen, newest last. */
let upgrades: { query: string; authorization: string | null }[] = [];
let pongs: string[] = [];
let sockets: Bun.ServerWebSocket<undefined>[] = [];
/** What it sends to each client that connects. */
let greeting = LOST_AT_ONCE;
let came = Promise.withResolvers<void>();

const server: Bun.Server<undefined> = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request) {
    const { search, pathname } = new URL(request.url);
    upgrades.push({ query: search, authorization: request.headers.get("authorization") });
    if (pathname === "/refused") return new Response("no", { status: 403 });
    return server.upgrade(request) ? undefined : new Response("no", { status: 426 });
  },
  websocket: {
    open(socket) {
      sockets.push(socket);
      socket.send(greeting);
    },
    message() {},
    pong(_socket, data) {
      pongs.push(data.toString());
      came.resolve();
    },
  },
});
afterAll(() => server.stop(true));

beforeEach(() => {
  [upgrades, pongs, sockets] = [[], [], []];
  greeting = LOST_AT_ONCE;
  came = Promise.withResolvers();
});

function connect(heard: Heard, path = "/ws?topic=a", port = server.port) {
  return new SocketClient(new URL(`http://127.0.0.1:${port}${path}`), heard, {
    index: 7,
    localAddress: undefined,
    headers: { Authorization: "Bearer x" },
  });
}

const event = (id: string, data: string) => `${JSON.stringify({ id, type: "message", data })}\n`;

test("hands on each event of each frame, under the last id that came", async () => {
  greeting = `${LOST_AT_ONCE}${event("a-1", "one")}{"type":"order","data":"two"}\n{"id":"a-3"}\n`;
  const heard = new Heard();
  const client = connect(heard);
  await heard.until("event a-1 order two");
  sockets[0]?.send(`{"type":"message","data":"ä€🎈"}\n`);
  await heard.until("event a-3 message ä€🎈");
  expect(heard.lines).toEqual([
    "open",
    "event a-1 message one",
    "event a-1 order two",
    "event a-3 message ä€🎈",
  ]);
  expect(client.index).toBe(7);
  expect(client.openedAtMs).toBeGreaterThanOrEqual(client.firstByteAtMs);
  expect(client.receivedBytes).toBeGreaterThan(Buffer.byteLength(greeting));
  client.close();
});

test("answers a ping with what it held", async () => {
  const heard = new Heard();
  const client = connect(heard);
  await heard.until("open");
  sockets[0]?.ping("are you there?");
  await came.promise;
  expect(pongs).toEqual(["are you there?"]);
  client.close();
});

test.each([
  ["the server ends it", "lost ended", () => sockets[0]?.terminate()],
  ["it is cut", "lost cut", (client: SocketClient) => client.cut()],
])("comes back when %s, from where it was and with its headers", async (_what, loss, end) => {
  greeting = LOST_AT_ONCE + event("a-1", "one");
  const heard = new Heard();
  const client = connect(heard);
  await heard.until("event a-1 message one");
  greeting = event("a-2", "two");
  end(client);
  await heard.until("event a-2 message two");
  expect(heard.lines).toEqual([
    "open",
    "event a-1 message one",
    loss,
    "open",
    "event a-2 message two",
  ]);
  expect(upgrades).toEqual([
    { query: "?topic=a", authorization: "Bearer x" },
    { query: "?topic=a&lastEventID=a-1", authorization: "Bearer x" },
  ]);
  client.close();
});

test("fails for good when it is refused", async () => {
  const heard = new Heard();
  const client = connect(heard, "/refused?topic=a");
  await heard.until("failed status: ");
  client.cut();
  expect(heard.lines).toEqual([expect.stringContaining("403")]);
  expect(upgrades).toHaveLength(1);
});

test("says that it cannot connect", async () => {
  const gone = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = gone;
  gone.stop(true);
  const heard = new Heard();
  const client = connect(heard, "/ws?topic=a", port);
  await heard.until("lost connect");
  client.close();
  expect(heard.lines).toEqual(["lost connect"]);
});

test("waits the reconnection time that it was told, not the default", async () => {
  greeting = '{"type":"message","data":"no retry"}\n';
  const [untold, told] = [new Heard(), new Heard()];
  const patient = connect(untold);
  await untold.until("event  message no retry");
  greeting = LOST_AT_ONCE;
  const client = connect(told);
  await told.until("open");
  // The greeting arrives before this event.
  sockets[1]?.send(event("a-1", "one"));
  await told.until("event a-1 message one");
  for (const one of [patient, client]) one.cut();
  greeting = event("a-2", "two");
  await told.until("event a-2 message two");
  expect(untold.lines).toEqual(["open", "event  message no retry", "lost cut"]);
  for (const one of [patient, client]) one.close();
});

test("reads nothing while it is paused", async () => {
  const heard = new Heard();
  const client = connect(heard);
  await heard.until("open");
  client.pause();
  const other = new Heard();
  const reading = connect(other);
  await other.until("open");
  sockets[0]?.send(event("a-1", "one"));
  // Were it not paused, it would have read its event before the other receives three, one by one.
  for (const id of ["a-1", "a-2", "a-3"]) {
    sockets[1]?.send(event(id, "one"));
    await other.until(`event ${id} message one`);
  }
  expect(heard.lines).toEqual(["open"]);
  client.resume();
  await heard.until("event a-1 message one");
  for (const one of [client, reading]) one.close();
});

test("is closed for good", async () => {
  const heard = new Heard();
  const client = connect(heard);
  await heard.until("open");
  client.close();
  client.cut();
  // Anything that it still did would be seen before this client opens.
  const other = new Heard();
  const later = connect(other);
  await other.until("open");
  expect(heard.lines).toEqual(["open"]);
  expect(upgrades).toHaveLength(2);
  later.close();
});
