import { describe, expect, test } from "bun:test";
import { type Chunk, ChunkDraft, MAX_CHUNK_BYTES } from "./chunk.ts";
import { SSE_FORMAT, WS_FORMAT, type WireFormat } from "./wire-format.ts";

/** Events of these sizes in bytes, the first at position 1; with `undefined` the hub's own. */
function cut(
  format: WireFormat,
  ...sizes: (number | readonly [size: number, position: undefined])[]
) {
  const chunks: Chunk[] = [];
  let draft = new ChunkDraft(format, 0);
  let last = 0;
  for (const size of sizes) {
    const [length, position] = typeof size === "number" ? [size, ++last] : size;
    const bytes = new Uint8Array(length).fill(length % 251);
    let from = 0;
    while (!draft.take(bytes, position, from)) {
      chunks.push(draft.finish());
      from = draft.sentBytes;
      draft = new ChunkDraft(format, draft.end);
    }
  }
  return [...chunks, draft.finish()].map(({ bytes, eventCount, end, cut: at }) => [
    bytes.byteLength,
    eventCount,
    end,
    at?.sentBytes ?? 0,
  ]);
}

const MAX = MAX_CHUNK_BYTES;

describe("ChunkDraft", () => {
  test("joins events that fit, and starts another chunk at one that does not", () => {
    expect(cut(SSE_FORMAT, 100, 200)).toEqual([[300, 2, 2, 0]]);
    expect(cut(SSE_FORMAT, 100, MAX)).toEqual([
      [100, 1, 1, 0],
      [MAX, 1, 2, 0],
    ]);
  });

  test("splits an event that is larger than a chunk, and joins what follows to its rest", () => {
    expect(cut(SSE_FORMAT, 10, 2 * MAX + 5, 7)).toEqual([
      [10, 1, 1, 0],
      [MAX, 0, 1, MAX],
      [MAX, 0, 1, 2 * MAX],
      [12, 2, 3, 0],
    ]);
    expect(cut(SSE_FORMAT, 2 * MAX)).toEqual([
      [MAX, 0, 0, MAX],
      [MAX, 1, 1, 0],
    ]);
  });

  test("does not split events on a transport that needs them whole, nor the hub's own anywhere", () => {
    expect(cut(WS_FORMAT, 10, 2 * MAX, 7)).toEqual([
      [10, 1, 1, 0],
      [2 * MAX, 1, 2, 0],
      [7, 1, 3, 0],
    ]);
    expect(cut(SSE_FORMAT, 10, [2 * MAX, undefined], 7)).toEqual([
      [10, 1, 1, 0],
      [2 * MAX, 0, 1, 0],
      [7, 1, 2, 0],
    ]);
  });

  test("may end past its last event, where nothing more is selected", () => {
    const draft = new ChunkDraft(SSE_FORMAT, 5);
    draft.take(new Uint8Array(3), 7);
    expect(draft.finish(90)).toMatchObject({ eventCount: 1, lastPosition: 7, end: 90 });
    expect(new ChunkDraft(SSE_FORMAT, 5).finish()).toMatchObject({
      eventCount: 0,
      lastPosition: undefined,
      end: 5,
    });
  });
});
