/* oxlint-disable unicorn/prefer-add-event-listener -- the attributes are what is tested */
import { describe, expect, test } from "bun:test";
import { headerOf, type Reply, serveBytes, STREAM_HEAD } from "./byte-server.ts";
import { EventSource } from "./event-source.ts";

const hold =
  (text: string) =>
  ({ socket }: Reply): void => {
    socket.write(STREAM_HEAD + text);
  };

/** The next event of a type. */
function next(source: EventSource, type: string): Promise<Event> {
  return new Promise((resolve) => {
    source.addEventListener(type, resolve, { once: true });
  });
}

describe("EventSource", () => {
  test("has the standard's constants, and its attributes from the start", () => {
    const source = new EventSource("http://127.0.0.1:1/a?b#c", { withCredentials: true });
    expect([EventSource.CONNECTING, EventSource.OPEN, EventSource.CLOSED]).toEqual([0, 1, 2]);
    expect([source.CONNECTING, source.OPEN, source.CLOSED]).toEqual([0, 1, 2]);
    expect(source).toMatchObject({
      readyState: 0,
      url: "http://127.0.0.1:1/a?b#c",
      withCredentials: true,
    });
    expect([source.onopen, source.onmessage, source.onerror]).toEqual([null, null, null]);
    source.close();
    expect(source.readyState).toBe(2);
    expect(new EventSource("data:,").withCredentials).toBe(false);
  });

  test("dispatches open and message events, each with its fields", async () => {
    using server = serveBytes(hold("id: 1\ndata: a\ndata: b\n\n"));
    const source = new EventSource(`${server.origin}/`, { headers: { "X-Y": "z" } });
    // Both come from one read.
    const [open, event] = await Promise.all([next(source, "open"), next(source, "message")]);
    expect(open).toMatchObject({ type: "open", target: source });
    expect(source.readyState).toBe(1);
    expect(event).toBeInstanceOf(MessageEvent);
    expect(event).toMatchObject({ data: "a\nb", lastEventId: "1", origin: server.origin });
    expect(headerOf(server.requests[0] ?? "", "x-y")).toBe("z");
    source.close();
  });

  test("dispatches a named event only to its own listeners", async () => {
    using server = serveBytes(hold("event: a\ndata: x\n\ndata: y\n\n"));
    const source = new EventSource(server.origin);
    const seen: string[] = [];
    source.addEventListener("a", (event: MessageEvent<string>) => seen.push(`a ${event.data}`));
    source.onmessage = ({ data }) => seen.push(`message ${data}`);
    await next(source, "message");
    source.close();
    expect(seen).toEqual(["a x", "message y"]);
  });

  test("an on-attribute keeps its place from when it was first set, can be replaced, and can be removed", async () => {
    using server = serveBytes(hold("data: a\n\n"));
    const source = new EventSource(server.origin);
    const seen: string[] = [];
    source.addEventListener("message", () => seen.push("first"));
    source.onmessage = () => seen.push("replaced");
    source.addEventListener("message", () => seen.push("last"));
    source.onmessage = () => seen.push("attribute");
    source.onopen = () => seen.push("gone");
    source.onopen = null;
    await next(source, "message");
    source.close();
    expect(seen).toEqual(["first", "attribute", "last"]);
  });

  test("a listener can be removed, and may be an object", async () => {
    using server = serveBytes(hold("data: a\n\n"));
    const source = new EventSource(server.origin);
    const seen: string[] = [];
    const gone = () => seen.push("gone");
    source.addEventListener("message", gone);
    source.removeEventListener("message", gone);
    source.addEventListener("message", { handleEvent: () => seen.push("object") });
    await next(source, "message");
    source.close();
    expect(seen).toEqual(["object"]);
  });

  test("fires error and connects again when the stream ends", async () => {
    using server = serveBytes(({ socket }) => socket.end(`${STREAM_HEAD}retry: 0\nid: 1\n\n`));
    const source = new EventSource(server.origin, { lastEventId: "0" });
    await next(source, "error");
    expect(source.readyState).toBe(0);
    await next(source, "open");
    source.close();
    expect(server.requests.map((request) => headerOf(request, "last-event-id"))).toEqual([
      "0",
      "1",
    ]);
  });

  test("fires error and is closed when the connection fails", async () => {
    using server = serveBytes(({ socket }) => socket.end("HTTP/1.1 204 No Content\r\n\r\n"));
    const source = new EventSource(server.origin);
    const states: number[] = [];
    source.onerror = () => states.push(source.readyState);
    await next(source, "error");
    expect(states).toEqual([2]);
  });

  test("fires error for an unsupported scheme", async () => {
    const source = new EventSource("mailto:a@b");
    await next(source, "error");
    expect(source.readyState).toBe(2);
  });

  test("close() within a listener ends it, including events already read", async () => {
    using server = serveBytes(hold("data: a\n\ndata: b\n\n"));
    const source = new EventSource(server.origin);
    const seen: string[] = [];
    source.onmessage = ({ data }) => {
      seen.push(data);
      source.close();
    };
    await next(source, "message");
    await server.replies[0]?.closed;
    expect(seen).toEqual(["a"]);
  });

  test.each(["", "/relative", "http://"])("refuses the URL %p with a SyntaxError", (url) => {
    expect(() => new EventSource(url)).toThrow(DOMException);
  });
});
