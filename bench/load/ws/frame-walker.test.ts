import { expect, test } from "bun:test";
import { OPCODE } from "./frame-reader.ts";
import { FrameWalker } from "./frame-walker.ts";

/** A server's frame; opcode 1 is text. */
function frame(opcode: number, length: number, fill = 0x61, isLast = true): Buffer {
  const first = (isLast ? 0x80 : 0) | opcode;
  const payload = Buffer.alloc(length, fill);
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = first;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  head[1] = head.length === 4 ? 126 : 127;
  return Buffer.concat([head, payload]);
}

function textOf(bytes: Buffer, size: number): string {
  let text = "";
  const walker = new FrameWalker((from, start, end) => {
    text += Buffer.from(from.slice(start, end)).toString();
  });
  for (let at = 0; at < bytes.length; at += size) {
    walker.push(bytes, at, Math.min(bytes.length, at + size));
  }
  return text;
}

test("FrameWalker passes on the text of frames of every length, in any chunking", () => {
  const bytes = Buffer.concat([
    frame(OPCODE.text, 3, 0x61),
    frame(OPCODE.ping, 4, 0x0a),
    frame(OPCODE.text, 0),
    frame(OPCODE.text, 300, 0x62),
    frame(OPCODE.text, 70_000, 0x63),
    frame(2, 5, 0x0a),
    frame(OPCODE.text, 2, 0x64),
  ]);
  const expected = `aaa${"b".repeat(300)}${"c".repeat(70_000)}dd`;
  for (const size of [1, 2, 3, 7, 11, 1_000, bytes.length]) {
    expect(textOf(bytes, size) === expected).toBe(true);
  }
});

test("FrameWalker treats a text in several frames as one", () => {
  const bytes = Buffer.concat([frame(OPCODE.text, 2, 0x61, false), frame(0, 2, 0x62)]);
  expect(textOf(bytes, 3)).toBe("aabb");
});

test("FrameWalker refuses a masked frame", () => {
  expect(() => textOf(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0]), 7)).toThrow("must not be masked");
});
