import { describe, expect, test } from "bun:test";
import { headerOf, type Reply, serveBytes, STREAM_HEAD } from "./byte-server.ts";
import { CLOSED, ClientTarget, CONNECTING, MeasuringClient, OPEN } from "./connection.ts";
import { MAX_HEAD_BYTES } from "./http-response.ts";
import { STREAM_CASES } from "./stream-cases.ts";
import { Witness } from "./witness.ts";

const CHUNKED_HEAD =
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

/** Responds and closes. */
const answer =
  (text: string) =>
  ({ socket }: Reply): void => {
    socket.end(text);
  };

/** Responds and keeps the connection. */
const hold =
  (text: string) =>
  ({ socket }: Reply): void => {
    socket.write(text);
  };

const redirect = (status: number, location: string) =>
  `HTTP/1.1 ${status} x\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;

describe("MeasuringClient opens", () => {
  test("sends the standard's request, reads the events, and its times are in order", async () => {
    using server = serveBytes(hold(`${STREAM_HEAD}: hi\nretry: 7\nid: 1\nevent: a\ndata: b\n\n`));
    using witness = new Witness(`${server.origin}/events?a=b#c`, { headers: { "X-Y": "z" } });
    expect(witness.client.readyState).toBe(CONNECTING);
    await witness.saw("a b #1");
    const { client } = witness;
    expect(witness.log).toEqual(["open", "comment  hi", "retry 7", "a b #1"]);
    expect(server.requests).toEqual([
      `GET /events?a=b HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAccept: text/event-stream\r\n` +
        "Pragma: no-cache\r\nCache-Control: no-cache\r\nX-Y: z\r\n\r\n",
    ]);
    expect(client).toMatchObject({
      readyState: OPEN,
      lastEventId: "1",
      retryMs: 7,
      origin: server.origin,
    });
    const times = [
      client.startedAtMs,
      client.connectedAtMs,
      client.firstByteAtMs,
      client.openedAtMs,
    ];
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
  });

  test("reads every case of the standard from a socket", async () => {
    using server = serveBytes(({ request, socket }) => {
      const row = STREAM_CASES[Number(/\/(\d+) /.exec(request)?.[1])];
      socket.end(Buffer.concat([Buffer.from(STREAM_HEAD), row?.stream ?? Buffer.alloc(0)]));
    });
    for (const [index, row] of STREAM_CASES.entries()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const log: string[] = [];
      const target = new ClientTarget({
        url: `${server.origin}/${index}`,
        reconnects: false,
        callbacks: {
          onEvent: ({ id, type, data }) => log.push(`${type} ${JSON.stringify(data)} #${id}`),
          onRetry: (retryMs) => log.push(`retry ${retryMs}`),
          onComment: (text) => log.push(`comment ${JSON.stringify(text)}`),
          onFail: () => resolve(),
        },
      });
      const client = new MeasuringClient(target);
      await promise;
      expect({ log, lastEventId: client.lastEventId }).toEqual({
        log: [...row.log],
        lastEventId: row.lastEventId ?? "",
      });
    }
  });

  test.each([
    {
      body: "until the connection closes",
      text: `${STREAM_HEAD}data: a\n\ndata: b\n\ndata: c`,
      lost: "ended",
    },
    {
      body: "of known length",
      text:
        STREAM_HEAD.replace("OK\r\n", "OK\r\nContent-Length: 18\r\n") + "data: a\n\ndata: b\n\n",
      lost: "ended",
    },
    {
      body: "in chunks, with extensions and trailers, cut within lines",
      text: `${CHUNKED_HEAD}4;x=y\r\ndata\r\n5\r\n: a\n\n\r\n9;z\r\ndata: b\n\n\r\n0\r\nA: b\r\n\r\n`,
      lost: "ended",
    },
    {
      body: "in chunks, truncated",
      text: `${CHUNKED_HEAD}12\r\ndata: a\n\ndata: b\n\n\r\n5\r\nda`,
      lost: "truncated",
    },
    {
      body: "shorter than its length",
      text:
        STREAM_HEAD.replace("OK\r\n", "OK\r\nContent-Length: 19\r\n") + "data: a\n\ndata: b\n\n",
      lost: "truncated",
    },
  ])("reads a body $body", async ({ text, lost }) => {
    using server = serveBytes(answer(text));
    using witness = new Witness(server.origin);
    await witness.saw(`lost ${lost} 3000`);
    expect(witness.log).toEqual(["open", "message a #", "message b #", `lost ${lost} 3000`]);
  });

  test("a complete body ends the stream although the server keeps the connection", async () => {
    using server = serveBytes(hold(`${CHUNKED_HEAD}9\r\ndata: a\n\n\r\n0\r\n\r\n`));
    using witness = new Witness(server.origin);
    await witness.saw("lost ended 3000");
    expect(await server.replies[0]?.closed).toBeUndefined();
  });

  test("skips 1xx responses", async () => {
    using server = serveBytes(hold(`HTTP/1.1 103 Early Hints\r\n\r\n${STREAM_HEAD}`));
    using witness = new Witness(server.origin);
    await witness.saw("open");
  });

  test("connects over IPv6", async () => {
    using server = serveBytes(hold(STREAM_HEAD), { hostname: "::1" });
    using witness = new Witness(server.origin);
    await witness.saw("open");
    expect(headerOf(server.requests[0] ?? "", "host")).toBe(`[::1]:${server.port}`);
  });

  test("connects from a given local address", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    using server = serveBytes(({ socket }) => resolve(socket.remoteAddress));
    using _witness = new Witness(server.origin, {}, { localAddress: "127.0.0.9" });
    expect(await promise).toBe("127.0.0.9");
  });

  test("connects from that address to localhost too, and the request still names localhost as its host", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    using server = serveBytes(({ socket }) => resolve(socket.remoteAddress));
    const url = server.origin.replace("127.0.0.1", "localhost");
    using _witness = new Witness(url, {}, { localAddress: "127.0.0.9" });
    expect(await promise).toBe("127.0.0.9");
    expect(server.requests[0]).toContain(`\r\nHost: localhost:${server.port}\r\n`);
  });

  test("refuses an invalid source address, which Bun would not", () => {
    const target = new ClientTarget({ url: "http://127.0.0.1:1/" });
    expect(() => new MeasuringClient(target, { localAddress: "127.0.0.256" })).toThrow(TypeError);
  });
});

describe("MeasuringClient gives up", () => {
  test.each([
    ["204", "HTTP/1.1 204 No Content\r\n\r\n", "fail status"],
    [
      "200 of another type",
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\ndata: a\n\n",
      "fail content-type",
    ],
    [
      "503",
      "HTTP/1.1 503 x\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n",
      "fail status",
    ],
    ["301 to nowhere", "HTTP/1.1 301 x\r\nLocation: data:,\r\n\r\n", "fail redirect"],
  ])("at %s, for good and with the connection closed", async (_, text, line) => {
    using server = serveBytes(hold(text));
    using witness = new Witness(server.origin);
    await witness.saw(line);
    await server.replies[0]?.closed;
    expect(witness.log).toEqual([line]);
    expect(witness.client.readyState).toBe(CLOSED);
    expect(witness.timers).toBe(0);
  });

  test.each([
    ["line", { maxLineBytes: 100, maxEventBytes: 1000 }, `data: ${"x".repeat(200)}`],
    ["event", { maxLineBytes: 100, maxEventBytes: 1000 }, `data: ${"x".repeat(80)}\n`.repeat(20)],
  ])("at a %s above the limit: it would only come again", async (_, limits, text) => {
    using server = serveBytes(hold(`${STREAM_HEAD}data: a\n\n${text}`));
    using witness = new Witness(server.origin, { limits });
    await witness.saw("fail limit");
    expect(witness.log).toEqual(["open", "message a #", "fail limit"]);
  });

  test("at a head above the limit: it would only come again", async () => {
    using server = serveBytes(({ send }) =>
      send(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(MAX_HEAD_BYTES)}\r\n\r\n`),
    );
    using witness = new Witness(server.origin);
    await witness.saw("fail limit");
    expect(witness.log).toEqual(["fail limit"]);
  });

  test("but not at a head or a line that browsers read", async () => {
    const fields = Array.from({ length: 40 }, (_, n) => `X-${n}: ${"x".repeat(2_000)}\r\n`).join(
      "",
    );
    const head = STREAM_HEAD.replace("\r\n\r\n", `\r\n${fields}\r\n`);
    using server = serveBytes(({ send }) =>
      send(`${head}data: ${"x".repeat(3_000_000)}\n\ndata: b\n\n`),
    );
    using witness = new Witness(server.origin);
    await witness.saw("message b #");
    expect(witness.log.map((line) => line.length)).toEqual([4, 3_000_010, 11]);
  });

  test("at any loss if reconnects are off", async () => {
    using server = serveBytes(answer(`${STREAM_HEAD}data: a\n\n`));
    using witness = new Witness(server.origin, { reconnects: false });
    await witness.saw("fail ended");
    expect(witness.client.readyState).toBe(CLOSED);
  });
});

describe("MeasuringClient callbacks", () => {
  test.each(["close", "cut"] as const)(
    "%s() within onHead keeps the stream from opening",
    async (act) => {
      using server = serveBytes(hold(`${STREAM_HEAD}data: a\n\n`));
      const log: string[] = [];
      const target = new ClientTarget({
        url: server.origin,
        startTimer: () => ({ [Symbol.dispose]() {} }),
        callbacks: {
          onHead({ status }, client) {
            log.push(`head ${status}`);
            client[act]();
          },
          onOpen: () => log.push("open"),
          onEvent: () => log.push("event"),
        },
      });
      const client = new MeasuringClient(target, { index: 7 });
      using later = new Witness(server.origin);
      await later.saw("message a #");
      await server.replies[0]?.closed;
      expect(log).toEqual(["head 200"]);
      expect(client.index).toBe(7);
      client.close();
    },
  );
});

describe("MeasuringClient redirects", () => {
  test.each([301, 302, 303, 307, 308])(
    "follows %i, and reconnects to the original URL",
    async (status) => {
      using end = serveBytes(answer(`${STREAM_HEAD}id: 1\ndata: a\n\n`));
      using start = serveBytes(hold(redirect(status, `${end.origin}/end`)));
      using witness = new Witness(`${start.origin}/start`, {
        headers: { Authorization: "Bearer x" },
      });
      witness.onLine = (line) => {
        if (line === "open") expect(witness.client.origin).toBe(end.origin);
      };
      await witness.saw("lost ended 3000");
      witness.log.length = 0;
      witness.passTime();
      await witness.saw("lost ended 3000");
      expect(start.requests.map((request) => request.split(" ")[1])).toEqual(["/start", "/start"]);
      expect(end.requests.map((request) => request.split(" ")[1])).toEqual(["/end", "/end"]);
      expect(end.requests.map((request) => headerOf(request, "last-event-id"))).toEqual([
        undefined,
        "1",
      ]);
      expect(start.requests.map((request) => headerOf(request, "authorization"))).toEqual([
        "Bearer x",
        "Bearer x",
      ]);
      expect(end.requests.map((request) => headerOf(request, "authorization"))).toEqual([
        undefined,
        undefined,
      ]);
    },
  );

  test("counts redirects separately for each attempt", async () => {
    using server = serveBytes(({ request, socket }) => {
      const hop = Number(/\/(\d+) /.exec(request)?.[1]);
      if (hop < 11) socket.write(redirect(302, `/${hop + 1}`));
      else socket.end(STREAM_HEAD);
    });
    using witness = new Witness(`${server.origin}/0`);
    await witness.saw("lost ended 3000");
    witness.log.length = 0;
    witness.passTime();
    await witness.saw("lost ended 3000");
    expect(witness.log).toEqual(["open", "lost ended 3000"]);
  });

  test.each([
    [20, ["open"]],
    [21, ["fail redirect"]],
  ])("of %i in a row end in %p", async (count, log) => {
    using server = serveBytes(({ request, socket }) => {
      const hop = Number(/\/(\d+) /.exec(request)?.[1]);
      socket.write(hop < count ? redirect(302, `/${hop + 1}`) : STREAM_HEAD);
    });
    using witness = new Witness(`${server.origin}/0`);
    await witness.saw(log[0] ?? "");
    expect(witness.log).toEqual([...log]);
    expect(server.requests).toHaveLength(21);
  });
});
