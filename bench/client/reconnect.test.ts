import { describe, expect, test } from "bun:test";
import { headerOf, type Reply, serveBytes, STREAM_HEAD } from "./byte-server.ts";
import { CLOSED, CONNECTING, OPEN } from "./connection.ts";
import { Witness } from "./witness.ts";

/** Opens a stream, sends `text`, and keeps the connection. */
const hold =
  (text: string) =>
  ({ socket }: Reply): void => {
    socket.write(STREAM_HEAD + text);
  };

const sentIds = (requests: readonly string[]) =>
  requests.map((request) => headerOf(request, "last-event-id"));

describe("MeasuringClient reconnects", () => {
  test.each([
    ["a clean end", "ended", ({ socket }: Reply) => socket.end()],
    ["a reset", "reset", ({ socket }: Reply) => socket.terminate()],
  ] as const)("after %s: waits the retry time, then resumes", async (_, kind, end) => {
    using server = serveBytes(({ index, socket }) => {
      const [first, next] = [
        "retry: 1234\nid: ä€🎈\ndata: a\n\nid: b\ndata: lost\n",
        "\ndata: c\n\n",
      ];
      socket.write(STREAM_HEAD + (index === 0 ? first : next));
    });
    using witness = new Witness(server.origin);
    await witness.saw("message a #ä€🎈");
    for (const reply of server.replies) end(reply);
    await witness.saw(`lost ${kind} 1234`);
    expect(witness.client.readyState).toBe(CONNECTING);
    expect(server.requests).toHaveLength(1);
    witness.passTime();
    await witness.saw("message c #ä€🎈");
    expect(witness.client.readyState).toBe(OPEN);
    expect(sentIds(server.requests)).toEqual([undefined, "ä€🎈"]);
    expect(witness.log).toEqual([
      "open",
      "retry 1234",
      "message a #ä€🎈",
      `lost ${kind} 1234`,
      "open",
      "message c #ä€🎈",
    ]);
  });

  test("sends its initial id, and none once the stream clears it", async () => {
    using server = serveBytes(({ socket }) => socket.end(`${STREAM_HEAD}data: a\n\nid\n\n`));
    using witness = new Witness(server.origin, {}, { lastEventId: "x-1" });
    await witness.saw("lost ended 3000");
    expect(witness.log).toEqual(["open", "message a #x-1", "lost ended 3000"]);
    witness.log.length = 0;
    witness.passTime();
    await witness.saw("lost ended 3000");
    expect(sentIds(server.requests)).toEqual(["x-1", undefined]);
  });

  test.each([
    ["retry: 0\n", "lost ended 0", "at once"],
    ["retry: 5\nretry: x\n", "lost ended 5", "an invalid number changes nothing"],
    ["retry: 99999999999\n", "lost ended 2147483647", "the longest possible timer"],
  ])("after %j waits as %s says: %s", async (text, line) => {
    using server = serveBytes(({ socket }) => socket.end(STREAM_HEAD + text));
    using witness = new Witness(server.origin);
    await witness.saw(line);
  });

  test("receivedBytes counts all its connections, including heads", async () => {
    const text = `${STREAM_HEAD}data: a\n\n`;
    using server = serveBytes(({ socket }) => socket.end(text));
    using witness = new Witness(server.origin);
    await witness.saw("lost ended 3000");
    expect(witness.client.receivedBytes).toBe(text.length);
    witness.log.length = 0;
    witness.passTime();
    await witness.saw("lost ended 3000");
    expect(witness.client.receivedBytes).toBe(2 * text.length);
  });

  test("the retry time outlives the stream that set it", async () => {
    using server = serveBytes(({ index, socket }) =>
      socket.end(STREAM_HEAD + (index === 0 ? "retry: 5\n" : "")),
    );
    using witness = new Witness(server.origin);
    await witness.saw("lost ended 5");
    witness.log.length = 0;
    witness.passTime();
    await witness.saw("lost ended 5");
  });

  test.each([
    ["something other than HTTP", "SSH-2.0\r\n\r\n", "lost malformed 3000"],
    ["no answer", "", "lost truncated 3000"],
    ["half a head", "HTTP/1.1 200 OK\r\nContent", "lost truncated 3000"],
  ])("after %s, which is a network error", async (_, text, line) => {
    using server = serveBytes(({ socket }) => socket.end(text));
    using witness = new Witness(server.origin);
    await witness.saw(line);
    expect(witness.log).toEqual([line]);
  });

  test("when nothing is listening, until something is", async () => {
    const gone = serveBytes(() => {});
    gone[Symbol.dispose]();
    using witness = new Witness(gone.origin);
    await witness.saw("lost connect 3000");
    expect(witness.reasons[0]).toStartWith(
      `Cannot connect to 127.0.0.1 port ${gone.port}: ECONNREFUSED`,
    );
    using _server = serveBytes(hold(""), { port: gone.port });
    witness.passTime();
    await witness.saw("open");
  });

  test("when the source address is not this machine's, and reports it after the constructor", async () => {
    using witness = new Witness("http://127.0.0.1:1/", {}, { localAddress: "192.0.2.1" });
    expect(witness.log).toEqual([]);
    await witness.saw("lost connect 3000");
    expect(witness.reasons[0]).toContain("EADDRNOTAVAIL");
  });
});

describe("cut()", () => {
  test("resets the connection, drops partial data, and reconnects", async () => {
    using server = serveBytes(hold("id: 1\ndata: a\n\ndata: b\n"));
    using witness = new Witness(server.origin);
    await witness.saw("message a #1");
    witness.client.cut();
    expect(witness.log.at(-1)).toBe("lost cut 3000");
    expect(await server.replies[0]?.closed).toBe("ECONNRESET");
    witness.log.length = 0;
    witness.passTime();
    await witness.saw("message a #1");
    expect(sentIds(server.requests)).toEqual([undefined, "1"]);
    expect(witness.log).toEqual(["open", "message a #1"]);
  });

  test("within onEvent drops the rest of the read", async () => {
    using server = serveBytes(({ index, socket }) =>
      socket.write(`${STREAM_HEAD}data: ${index}\n\ndata: more\n\n`),
    );
    using witness = new Witness(server.origin);
    witness.onLine = (line) => {
      if (line === "message 0 #") witness.client.cut();
    };
    await witness.saw("lost cut 3000");
    witness.passTime();
    await witness.saw("message more #");
    expect(witness.log).toEqual([
      "open",
      "message 0 #",
      "lost cut 3000",
      "open",
      "message 1 #",
      "message more #",
    ]);
  });

  test("while connecting aborts only that attempt", async () => {
    using server = serveBytes(hold("data: a\n\n"));
    using witness = new Witness(server.origin);
    witness.client.cut();
    expect(witness.log).toEqual(["lost cut 3000"]);
    witness.passTime();
    await witness.saw("message a #");
    expect(witness.log).toEqual(["lost cut 3000", "open", "message a #"]);
    expect(server.requests).toHaveLength(1);
    expect(await server.ends[0]).toBe("ECONNRESET");
  });

  test("while waiting, or once closed, does nothing", async () => {
    using server = serveBytes(hold(""));
    using witness = new Witness(server.origin);
    await witness.saw("open");
    witness.client.cut();
    witness.client.cut();
    expect(witness.timers).toBe(1);
    witness.client.close();
    witness.client.cut();
    expect(witness.log).toEqual(["open", "lost cut 3000"]);
  });
});

describe("close()", () => {
  test("closes cleanly, for good, and reports nothing more", async () => {
    using server = serveBytes(hold("data: a\n\n"));
    using witness = new Witness(server.origin);
    await witness.saw("message a #");
    witness.client.close();
    expect(witness.client.readyState).toBe(CLOSED);
    expect(await server.replies[0]?.closed).toBeUndefined();
    expect(witness.log).toEqual(["open", "message a #"]);
    expect(witness.timers).toBe(0);
  });

  test.each(["open", "message a #"])(
    "within the callback of %p drops the rest of the read",
    async (last) => {
      using server = serveBytes(hold("data: a\n\ndata: b\n\n"));
      using witness = new Witness(server.origin);
      witness.onLine = (line) => {
        if (line === last) witness.client.close();
      };
      await witness.saw(last);
      await server.replies[0]?.closed;
      expect(witness.log.at(-1)).toBe(last);
    },
  );

  test("while waiting, or within onLost, cancels the next attempt", async () => {
    using server = serveBytes(({ socket }) => socket.end(STREAM_HEAD));
    using waiting = new Witness(server.origin);
    using within = new Witness(server.origin);
    within.onLine = (line) => {
      if (line === "lost ended 3000") within.client.close();
    };
    await Promise.all([waiting.saw("lost ended 3000"), within.saw("lost ended 3000")]);
    waiting.client.close();
    expect([waiting.timers, within.timers]).toEqual([0, 0]);
  });

  test("while connecting sends no request and leaves no socket behind", async () => {
    using server = serveBytes(hold(""));
    using witness = new Witness(server.origin);
    witness.client.close();
    using later = new Witness(server.origin);
    await later.saw("open");
    expect(server.requests).toHaveLength(1);
    expect(witness.log).toEqual([]);
    expect(await server.ends[0]).toBeUndefined();
  });
});

describe("pause()", () => {
  test("stops reading until resume(), and loses nothing", async () => {
    using server = serveBytes(hold("data: a\n\n"));
    using witness = new Witness(server.origin);
    await witness.saw("message a #");
    witness.client.pause();
    server.replies[0]?.socket.write("data: b\n\n");
    // Another stream opens and receives meanwhile, so the event had its chance to arrive.
    using other = new Witness(server.origin);
    await other.saw("message a #");
    expect(witness.log).toEqual(["open", "message a #"]);
    witness.client.resume();
    await witness.saw("message b #");
  });

  test("before the stream is open, or across a reconnect, holds once it is open", async () => {
    using server = serveBytes(hold(""));
    using witness = new Witness(server.origin);
    witness.client.pause();
    await witness.saw("open");
    witness.client.cut();
    witness.log.length = 0;
    witness.passTime();
    await witness.saw("open");
    server.replies[1]?.socket.write("data: b\n\n");
    using other = new Witness(server.origin);
    await other.saw("open");
    expect(witness.log).toEqual(["open"]);
    witness.client.resume();
    await witness.saw("message b #");
  });
});
