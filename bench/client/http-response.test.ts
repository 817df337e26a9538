import { describe, expect, test } from "bun:test";
import { cuts } from "./cuts.ts";
import { HttpSyntaxError } from "./http-head.ts";
import { HttpResponseDecoder, MAX_HEAD_BYTES, type ResponseHandlers } from "./http-response.ts";

/** The responses seen: each status and body; the last one is incomplete while `isOpen`. */
interface Seen {
  responses: readonly string[];
  isOpen: boolean;
}

const keep: ResponseHandlers<Seen> = {
  onHead({ status }, seen) {
    seen.responses = [...seen.responses, `${status} `];
    seen.isOpen = true;
  },
  onBody(bytes, start, end, seen) {
    const text = bytes.toString("latin1", start, end);
    const last = seen.responses.length - 1;
    seen.responses = seen.responses.with(last, `${seen.responses[last]}${text}`);
  },
  onEnd(seen) {
    seen.isOpen = false;
  },
};

function decode(chunks: readonly Buffer[]) {
  const seen: Seen = { responses: [], isOpen: false };
  const decoder = new HttpResponseDecoder(keep, seen);
  for (const chunk of chunks) decoder.push(chunk);
  return { seen, decoder };
}

const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

describe("HttpResponseDecoder", () => {
  test.each([
    {
      reason: "Content-Length ends a body",
      text: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
      responses: ["200 abc"],
    },
    {
      reason: "equal lengths may be repeated",
      text: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
      responses: ["200 abc"],
    },
    {
      reason: "a body of no bytes ends at once",
      text: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
      responses: ["200 "],
    },
    {
      reason: "204 and 304 have no body, whatever their headers say",
      text: "HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\nHTTP/1.1 304 x\r\nTransfer-Encoding: chunked\r\n\r\n",
      responses: ["204 ", "304 "],
    },
    {
      reason:
        "responses follow one another, the reason phrase may be missing, blank lines between are skipped",
      text: "HTTP/1.1 200\r\ncontent-length: 1\r\n\r\na\r\n\r\nHTTP/1.1 404 \r\nCONTENT-LENGTH:2\r\n\r\nbcHTTP/1.1 200 OK\r\ncontent-length: \t 1 \r\n\r\nd",
      responses: ["200 a", "404 bc", "200 d"],
    },
    {
      reason: "1xx responses are skipped",
      text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
      responses: ["200 a"],
    },
    {
      reason: "chunk sizes are hexadecimal in either case, with leading zeros",
      text: `${CHUNKED}1\r\na\r\n0A\r\n0123456789\r\n00a\r\n0123456789\r\n0\r\n\r\n`,
      responses: ["200 a01234567890123456789"],
    },
    {
      reason: "chunk extensions are ignored, including quoted ones and spaces before them",
      text: `${CHUNKED}1;a=b\r\na\r\n1 ; c="d;e"\r\nb\r\n0;f\r\n\r\n`,
      responses: ["200 ab"],
    },
    {
      reason: "trailers are skipped, and the next response follows them",
      text: `${CHUNKED}1\r\na\r\n0\r\nServer-Timing: x\r\nDigest: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb`,
      responses: ["200 a", "200 b"],
    },
    {
      reason: "chunked is the last of several codings",
      text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
      responses: ["200 a"],
    },
    {
      reason: "Transfer-Encoding overrides Content-Length",
      text: "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
      responses: ["200 a"],
    },
    {
      reason: "a lone LF ends lines too",
      text: "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1;x\na\n0\nb: c\n\nHTTP/1.1 200 OK\nContent-Length: 1\n\nb",
      responses: ["200 a", "200 b"],
    },
    {
      reason: "a folded header is unfolded",
      text: "HTTP/1.1 200 OK\r\nContent-Length:\r\n 1\r\n\r\na",
      responses: ["200 a"],
    },
  ])("$reason, at every cut", ({ text, responses }) => {
    for (const chunks of cuts(Buffer.from(text))) {
      const { seen, decoder } = decode(chunks);
      expect(seen).toEqual({ responses, isOpen: false });
      expect(decoder.finish()).toBe(true);
    }
  });

  test.each([
    { reason: "neither length nor coding", head: "HTTP/1.1 200 OK\r\n\r\n" },
    {
      reason: "a coding that does not end in chunked",
      head: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
    },
    {
      reason: "a coding in HTTP/1.0",
      head: "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    },
    { reason: "another protocol after 101", head: "HTTP/1.1 101 Switching Protocols\r\n\r\n" },
  ])("a body lasts until the connection ends: $reason", ({ head }) => {
    for (const chunks of cuts(Buffer.from(`${head}5\r\nabc\r\n\r\n`))) {
      const { seen, decoder } = decode(chunks);
      expect(seen.isOpen).toBe(true);
      expect(seen.responses[0]?.slice(4)).toBe("5\r\nabc\r\n\r\n");
      expect(decoder.finish()).toBe(true);
      expect(seen.isOpen).toBe(false);
    }
  });

  test.each([
    ["in a head", "HTTP/1.1 200 OK\r\nConten"],
    ["in a body of known length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab"],
    ["in a chunk", `${CHUNKED}3\r\nab`],
    ["between chunks", `${CHUNKED}1\r\na\r\n`],
    ["before the trailers' end", `${CHUNKED}0\r\n`],
  ])("finish() is false %s", (_, text) => {
    expect(decode([Buffer.from(text)]).decoder.finish()).toBe(false);
  });

  test.each([
    ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n"],
    ["HTTP/2", "HTTP/2 200 OK\r\n\r\n"],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
    ["a header without colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"],
    ["a space before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\n"],
    ["two different lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
    ["a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
    [
      "a length that is not a safe number",
      `HTTP/1.1 200 OK\r\nContent-Length: ${"9".repeat(30)}\r\n\r\n`,
    ],
    ["a chunk without size", `${CHUNKED}\r\na\r\n`],
    ["a negative chunk", `${CHUNKED}-1\r\na\r\n`],
    ["a chunk longer than its size", `${CHUNKED}1\r\nab\r\n`],
    ["a chunk longer than its size by a CR", `${CHUNKED}1\r\na\r\r\n`],
    ["a chunk size that is not a safe number", `${CHUNKED}${"f".repeat(20)}\r\n`],
    ["a head above the limit", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(MAX_HEAD_BYTES)}\r\n\r\n`],
    ["a head that never ends", "HTTP/1.1 200 OK\r\n" + "x: y\r\n".repeat(MAX_HEAD_BYTES / 6)],
    ["an extension that never ends", `${CHUNKED}1;${"x".repeat(MAX_HEAD_BYTES + 1)}`],
    ["trailers that never end", `${CHUNKED}0\r\n${"x: y\r\n".repeat(MAX_HEAD_BYTES / 6 + 1)}`],
  ])("push() refuses %s", (_, text) => {
    const bytes = Buffer.from(text);
    expect(() => decode([bytes])).toThrow(HttpSyntaxError);
    const bits = Array.from({ length: Math.ceil(bytes.length / 7) }, (__, index) =>
      bytes.subarray(index * 7, index * 7 + 7),
    );
    expect(() => decode(bits)).toThrow(HttpSyntaxError);
  });

  test("a head at the limit passes, at cuts around its end", () => {
    const start = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nx: ";
    const head = `${start}${"y".repeat(MAX_HEAD_BYTES - start.length - 4)}\r\n\r\n`;
    const bytes = Buffer.from(`${head}ab`);
    expect(head.length).toBe(MAX_HEAD_BYTES);
    for (let at = head.length - 5; at < bytes.length - 1; at++) {
      const { seen } = decode([bytes.subarray(0, at), bytes.subarray(at, -1)]);
      expect(seen).toEqual({ responses: ["200 a"], isOpen: false });
    }
  });

  test("onHead() gets the headers by lower-case name, repeated ones joined", () => {
    let headers: ReadonlyMap<string, string> = new Map();
    const decoder = new HttpResponseDecoder(
      { onHead: (head) => (headers = head.headers), onBody() {}, onEnd() {} },
      undefined,
    );
    decoder.push(
      Buffer.from("HTTP/1.1 200 OK\r\nVary: a\r\nX-Y:  z \r\nvary: b\r\nEmpty:\r\n\r\n"),
    );
    expect([...headers]).toEqual([
      ["vary", "a, b"],
      ["x-y", "z"],
      ["empty", ""],
    ]);
  });

  test.each(["onHead", "onBody", "onEnd"] as const)("reset() within %s drops the rest", (where) => {
    const seen: Seen = { responses: [], isOpen: false };
    const resetIn = (name: typeof where) => {
      if (name === where) decoder.reset();
    };
    const decoder: HttpResponseDecoder<Seen> = new HttpResponseDecoder(
      {
        onHead: (head, owner) => (keep.onHead(head, owner), resetIn("onHead")),
        onBody: (...parts) => (keep.onBody(...parts), resetIn("onBody")),
        onEnd: (owner) => (keep.onEnd(owner), resetIn("onEnd")),
      },
      seen,
    );
    const one = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na";
    decoder.push(Buffer.from(one + one));
    expect(seen.responses).toEqual([where === "onHead" ? "200 " : "200 a"]);
    decoder.push(Buffer.from("HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n"));
    expect(seen.responses.at(-1)).toBe("404 ");
  });
});
