import { expect, test } from "bun:test";
import { clientFrame, FrameReader, OPCODE } from "./frame-reader.ts";

function serverFrame(opcode: number, payload: string): Buffer {
  const body = Buffer.from(payload);
  const head = [0x80 | opcode];
  if (body.length < 126) head.push(body.length);
  else if (body.length < 65_536) head.push(126, body.length >> 8, body.length & 0xff);
  else
    head.push(
      127,
      0,
      0,
      0,
      0,
      ...new Uint8Array(new Uint32Array([body.length]).buffer).toReversed(),
    );
  return Buffer.concat([Buffer.from(head), body]);
}

function read(bytes: Buffer, step: number): string[] {
  const seen: string[] = [];
  const reader = new FrameReader((opcode, payload) =>
    seen.push(`${opcode} ${payload.length} ${payload.subarray(0, 5)}`),
  );
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
  return seen;
}

test.each([1, 2, 3, 7, 1_000, 1e9])(
  "FrameReader reads frames of every length in pieces of %d bytes",
  (step) => {
    const payloads = [
      "",
      "hello",
      "x".repeat(125),
      "y".repeat(126),
      "z".repeat(65_535),
      "w".repeat(65_536),
    ];
    const bytes = Buffer.concat(payloads.map((payload) => serverFrame(OPCODE.text, payload)));
    expect(read(bytes, step)).toEqual(payloads.map((p) => `1 ${p.length} ${p.slice(0, 5)}`));
  },
);

test("FrameReader refuses a masked frame, and one above its limit", () => {
  expect(() => read(clientFrame(OPCODE.ping, Buffer.from("a")), 100)).toThrow("must not be masked");
  expect(() => read(Buffer.from([0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0]), 100)).toThrow(RangeError);
});
