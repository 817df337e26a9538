import { describe, expect, test } from "bun:test";
import { Endpoint } from "./endpoint.ts";
import { requestBytes, requestHead } from "./request.ts";

describe("requestHead()", () => {
  test("is the standard's request", () => {
    expect(requestHead(new URL("http://example.org/events?topic=a%20b#part"))).toBe(
      "GET /events?topic=a%20b HTTP/1.1\r\nHost: example.org\r\nAccept: text/event-stream\r\n" +
        "Pragma: no-cache\r\nCache-Control: no-cache\r\n",
    );
  });

  test.each([
    ["http://example.org:80/", "example.org", "the default port is omitted"],
    ["http://example.org:8080/", "example.org:8080", "another port is kept"],
    ["https://[::1]:8443/", "[::1]:8443", "an IPv6 address keeps its brackets"],
  ])("Host for %s is %s: %p", (url, host) => {
    expect(requestHead(new URL(url))).toContain(`\r\nHost: ${host}\r\n`);
  });

  test("headers replace the default ones, in any case", () => {
    const head = requestHead(new URL("http://a/"), { "cache-control": "no-store", "X-Y": "é" });
    expect(head).toContain("cache-control: no-store\r\n");
    expect(head).not.toContain("Cache-Control");
    expect(head).toContain("X-Y: é\r\n");
  });

  test("credentials in the URL become Basic authorization, unless there is such a header", () => {
    const url = new URL("http://us%20er:pass@a/");
    const basic = Buffer.from("us er:pass").toString("base64");
    expect(requestHead(url)).toContain(`\r\nAuthorization: Basic ${basic}\r\n`);
    expect(requestHead(url, { Authorization: "Bearer x" })).toContain(
      "Authorization: Bearer x\r\n",
    );
    expect(requestHead(url, { Authorization: "Bearer x" })).not.toContain("Basic");
  });

  test.each([
    [{ "X\r\nY": "a" }, "a name with a line end"],
    [{ "X:": "a" }, "a name with a colon"],
    [{ "": "a" }, "an empty name"],
    [{ X: "a\r\nY: b" }, "a value with a line end"],
    [{ X: "a\nb" }, "a value with LF alone"],
    [{ X: "a\rb" }, "a value with CR alone"],
    [{ X: "a\0" }, "a value with NUL"],
    [{ "last-event-id": "1" }, "a header that the request sets itself"],
    [{ "Content-Length": "1" }, "a body"],
  ])("refuses %o: %s", (headers) => {
    expect(() => requestHead(new URL("http://a/"), headers)).toThrow(TypeError);
  });
});

describe("requestBytes()", () => {
  test.each([
    ["", "GET\r\n\r\n", "no id, no header"],
    ["a-1", "GET\r\nLast-Event-ID: a-1\r\n\r\n", "an id as is"],
    ["ä€🎈", "GET\r\nLast-Event-ID: ä€🎈\r\n\r\n", "UTF-8"],
  ])("with id %p ends the request: %s%s", (id, text) => {
    expect(requestBytes("GET\r\n", id)).toEqual(Buffer.from(text));
  });

  test.each(["a\r", "a\nb", "\0"])("refuses the id %p", (id) => {
    expect(() => requestBytes("GET\r\n", id)).toThrow(TypeError);
  });
});

describe("Endpoint", () => {
  test.each([
    [
      "http://a/b?c#d",
      { url: "http://a/b?c", origin: "http://a", hostname: "a", port: 80, isSecure: false },
    ],
    [
      "https://a:8443",
      {
        url: "https://a:8443/",
        origin: "https://a:8443",
        hostname: "a",
        port: 8443,
        isSecure: true,
      },
    ],
    [
      "https://[::1]/",
      {
        url: "https://[::1]/",
        origin: "https://[::1]",
        hostname: "::1",
        port: 443,
        isSecure: true,
      },
    ],
  ])("takes %s apart", (url, parts) => {
    expect(new Endpoint(new URL(url))).toMatchObject(parts);
  });

  test.each(["ws://a/", "ftp://a/", "data:,a"])("refuses %s", (url) => {
    expect(() => new Endpoint(new URL(url))).toThrow(TypeError);
  });

  const endpoint = new Endpoint(new URL("http://a/b/c"), {
    Authorization: "x",
    Cookie: "y",
    Host: "z",
    "X-Y": "w",
  });
  test.each([
    ["d", "http://a/b/d", "relative to the file"],
    ["/d", "http://a/d", "relative to the root"],
    ["//e/d", "http://e/d", "relative to the scheme"],
    ["https://e/d", "https://e/d", "absolute"],
    ["http://", undefined, "no URL"],
    ["data:text/event-stream,data:a", undefined, "not http"],
  ])("redirect(%p) leads to %p: %s", (location, url) => {
    expect(endpoint.redirect(location)?.url).toBe(url);
  });

  test("redirect() keeps headers within the origin and withholds secrets from others", () => {
    const own = String(endpoint.redirect("/d")?.request(""));
    const foreign = String(endpoint.redirect("http://e/")?.request(""));
    for (const line of ["Authorization: x", "Cookie: y", "Host: z", "X-Y: w"])
      expect(own).toContain(line);
    expect(foreign).toContain("X-Y: w");
    expect(foreign).toContain("Host: e\r\n");
    expect(foreign).not.toMatch(/Authorization|Cookie|Host: z/);
  });

  test("redirect() and request() build shared values once", () => {
    expect(endpoint.redirect("/same")).toBe(endpoint.redirect("/same"));
    expect(endpoint.request("")).toBe(endpoint.request(""));
  });
});
