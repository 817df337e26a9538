import { afterEach, expect, test } from "bun:test";
import { SocketWire } from "./wire-socket.ts";
import type { WireEvent } from "./wire.ts";

let servers: Bun.Server<unknown>[] = [];

afterEach(async () => {
  for (const server of servers) await server.stop(true);
  servers = [];
});

/** A server whose sockets send `frames`, and then close, and the requests that it got. */
function serve(frames: readonly string[]) {
  const asked: URL[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request, self) {
      asked.push(new URL(request.url));
      if (!self.upgrade(request)) return new Response("no", { status: 400 });
      return undefined;
    },
    websocket: {
      open(socket) {
        for (const frame of frames) socket.sendText(frame);
        socket.close();
      },
      message() {
        // Nothing is sent.
      },
    },
  });
  servers.push(server);
  return { asked, open: (path: string) => new WebSocket(`ws://127.0.0.1:${server.port}${path}`) };
}

test("reads every line of a frame, and resumes after its last id, also one that came alone", async () => {
  const { asked, open } = serve([
    '{"retry":1}\n{"id":"e-1","type":"message","data":"a"}\n{"id":"e-2","type":"order","data":"b"}\n',
    'no JSON\n[]\n{"id":5,"data":"c"}\n{"type":"stats","data":"d"}\n',
    '{"id":"e-9"}\n',
  ]);
  const events: WireEvent[] = [];
  const resumed = Promise.withResolvers<string>();
  const wire = new SocketWire(
    {
      query: new URLSearchParams({ topic: "demo" }),
      types: [],
      lastEventId: "",
      onOpen: (after) => after !== "" && resumed.resolve(after),
      onLost: () => {},
      onRefused: () => {},
      onEvent: (event) => events.push(event),
    },
    open,
  );
  expect(await resumed.promise).toBe("e-9");
  wire.close();
  expect(asked[0]?.search).toBe("?topic=demo");
  expect(asked[1]?.search).toBe("?topic=demo&lastEventID=e-9");
  expect(events.slice(0, 3)).toEqual([
    { id: "e-1", type: "message", data: "a", raw: '{"id":"e-1","type":"message","data":"a"}' },
    { id: "e-2", type: "order", data: "b", raw: '{"id":"e-2","type":"order","data":"b"}' },
    { id: "", type: "stats", data: "d", raw: '{"type":"stats","data":"d"}' },
  ]);
});

test("says that it was refused, and tries again", async () => {
  const refused = Promise.withResolvers<string>();
  const wire = new SocketWire(
    {
      query: new URLSearchParams({ topic: "demo" }),
      types: [],
      lastEventId: "",
      onOpen: () => {},
      onLost: () => {},
      onRefused: refused.resolve,
      onEvent: () => {},
    },
    () => new WebSocket("ws://127.0.0.1:1/"),
  );
  expect(await refused.promise).toMatch(/^Refused, or the hub cannot be reached; trying again in /);
  wire.close();
});
