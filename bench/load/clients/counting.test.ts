/** Against servers that send exactly the bytes they are told to: events are counted, and anything but a stream is refused. */

import { expect, test } from "bun:test";
import { type ByteServer, serveBytes, STREAM_HEAD } from "../../client/byte-server.ts";
import { Endpoint } from "../../client/index.ts";
import { CountingClient } from "./counting.ts";
import { Heard } from "./test-heard.ts";

const MIN_BYTES = 20;
const EVENT = `id:a-1\ndata:${"x".repeat(MIN_BYTES)}\n\n`;
const LINE = `{"id":"a-1","type":"message","data":"${"x".repeat(MIN_BYTES)}"}\n`;
const UPGRADED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

function connect({ origin }: ByteServer, heard: Heard, transport: "sse" | "ws" = "sse") {
  const endpoint = new Endpoint(new URL(`${origin}/events?topic=a`), {});
  return new CountingClient(heard, {
    index: 3,
    endpoint,
    request: endpoint.request(""),
    localAddress: undefined,
    transport,
    minBytes: MIN_BYTES,
  });
}

/** A text frame of a server. [RFC 6455, 5.2] */
function frame(text: string): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(126, 1);
  head.writeUInt16BE(Buffer.byteLength(text), 2);
  return Buffer.concat([head, Buffer.from(text)]);
}

test("counts the events of a stream, however they are cut, and no comment or reconnection time", async () => {
  const text = `retry:1000\n\n${EVENT}:\n\n${EVENT.repeat(2)}`;
  using server = serveBytes(({ socket }) => socket.write(STREAM_HEAD + text.slice(0, 50)));
  const heard = new Heard();
  const client = connect(server, heard);
  await heard.untilCounted(1);
  expect(heard.counted).toBe(1);
  server.replies[0]?.socket.write(text.slice(50));
  await heard.untilCounted(3);
  expect([heard.counted, heard.lines[0]]).toEqual([3, "open"]);
  expect(client.index).toBe(3);
  expect(client.receivedBytes).toBe(STREAM_HEAD.length + text.length);
  expect(client.openedAtMs).toBeGreaterThanOrEqual(client.firstByteAtMs);
  client.close();
});

test("counts the lines of a WebSocket's frames, however they are cut", async () => {
  const bytes = Buffer.concat([frame('{"retry":1000}\n'), frame(LINE.repeat(3)), frame(LINE)]);
  using server = serveBytes(({ socket }) => {
    socket.write(UPGRADED);
    socket.write(bytes.subarray(0, 100));
  });
  const heard = new Heard();
  const client = connect(server, heard, "ws");
  await heard.untilCounted(1);
  server.replies[0]?.socket.write(bytes.subarray(100));
  await heard.untilCounted(4);
  expect(heard.counted).toBe(4);
  client.close();
});

test.each([
  ["sse", "HTTP/1.1 503 Busy\r\n\r\n", "status", "503"],
  ["sse", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", "content-type", "text/plain"],
  ["sse", "HTTP/1.1 307 Elsewhere\r\nLocation: /there\r\n\r\n", "redirect", "/there"],
  ["ws", "HTTP/1.1 200 OK\r\n\r\n", "status", "200"],
] as const)("refuses over %s %j", async (transport, answer, kind, detail) => {
  using server = serveBytes(({ socket }) => socket.write(answer + EVENT));
  const heard = new Heard();
  connect(server, heard, transport);
  await heard.until(`failed ${kind}: `);
  expect(await server.ends[0]).toBeUndefined();
  expect([heard.lines, heard.counted]).toEqual([[expect.stringContaining(detail)], 0]);
});

test.each([
  ["the server ends it", "ended", ({ replies }: ByteServer) => replies[0]?.socket.end()],
  ["it is cut", "cut", (_server: ByteServer, client: CountingClient) => client.cut()],
] as const)("fails for good when %s: it has no place to go on from", async (_what, kind, end) => {
  using server = serveBytes(({ socket }) => socket.write(STREAM_HEAD + EVENT));
  const heard = new Heard();
  const client = connect(server, heard);
  await heard.untilCounted(1);
  end(server, client);
  await heard.until(`failed ${kind}: `);
  expect(server.requests).toHaveLength(1);
});
