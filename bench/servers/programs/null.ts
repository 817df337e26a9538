/**
 * The null server, for `bench floor`: answers the routes of a hub with as little work as it can, so that what is
 * measured is the load generator and the kernel. It keeps nothing, checks nothing, and understands only the bench's
 * requests.
 */

import { eventIds, readPublication, Topics } from "./publication.ts";

interface Connection {
  /** A request that has not arrived completely yet. */
  received: string;
  /** What the socket did not take yet. */
  unwritten: Uint8Array | undefined;
  topic: string | undefined;
}
type Socket = Bun.Socket<Connection>;

const STREAM = Buffer.from(
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nretry: 2000\n\n",
);
const TAKEN = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
const ABSENT = Buffer.from("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");

const topics = new Topics<Socket>();
const nextId = eventIds();

const listener = Bun.listen<Connection>({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    open(socket) {
      socket.data = { received: "", unwritten: undefined, topic: undefined };
    },
    data(socket, bytes) {
      socket.data.received += bytes.toString();
      const head = socket.data.received.indexOf("\r\n\r\n");
      if (head >= 0) answer(socket, socket.data.received, head + 4);
    },
    drain(socket) {
      const { unwritten } = socket.data;
      socket.data.unwritten = undefined;
      if (unwritten !== undefined) write(socket, unwritten);
    },
    close: leave,
    error: leave,
  },
});
console.log(`listening on http://127.0.0.1:${listener.port}`);

function answer(socket: Socket, request: string, bodyAt: number): void {
  const [method, path = ""] = request.split(" ", 2);
  const body = request.slice(bodyAt);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(request)?.[1] ?? 0);
  if (Buffer.byteLength(body) < length) return;
  socket.data.received = "";
  const { pathname, searchParams } = new URL(path, "http://null");
  if (pathname !== "/events") write(socket, ABSENT);
  else if (method === "POST") publish(socket, body);
  else join(socket, searchParams.get("topic") ?? "");
}

function join(socket: Socket, topic: string): void {
  socket.data.topic = topic;
  topics.join(topic, socket);
  write(socket, STREAM);
}

function leave(socket: Socket): void {
  if (socket.data.topic !== undefined) topics.leave(socket.data.topic, socket);
}

function publish(socket: Socket, body: string): void {
  const publication = readPublication(JSON.parse(body));
  if (publication === undefined) return write(socket, ABSENT);
  write(socket, TAKEN);
  const event = Buffer.from(`id: ${nextId()}\ndata: ${publication.data}\n\n`);
  for (const subscriber of topics.of(publication.topic)) write(subscriber, event);
}

function write(socket: Socket, bytes: Uint8Array): void {
  const { unwritten } = socket.data;
  if (unwritten !== undefined) {
    socket.data.unwritten = Buffer.concat([unwritten, bytes]);
    return;
  }
  const written = Math.max(0, socket.write(bytes));
  if (written < bytes.byteLength) socket.data.unwritten = bytes.subarray(written);
}
