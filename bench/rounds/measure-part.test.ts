import { expect, test } from "bun:test";
import { runningAt } from "../servers/server.ts";
import { comparedLoad } from "./load.ts";
import { measurePart } from "./measure-part.ts";
import type { SideName } from "./pairs.ts";
import type { Part } from "./part.ts";

const load = await comparedLoad({
  connections: 10,
  rate: undefined,
  durationS: undefined,
  sizeBytes: undefined,
  rampPerS: undefined,
  workers: undefined,
});

/** Logs what happens to it, by its server's side; `atSlice` is called before each slice. */
function notedPart(notes: string[], atSlice: () => void = () => {}): Part {
  return {
    name: "noted",
    tells: ["noted"],
    slices: () => 3,
    open({ peer }, known) {
      const side = peer.eventsUrl.hostname;
      notes.push(`open ${side} knowing ${Object.keys(known).join()}`);
      return Promise.resolve({
        measure() {
          atSlice();
          notes.push(side);
          return Promise.resolve();
        },
        finish: () => Promise.resolve({ figures: { noted: notes.length }, findings: [] }),
        [Symbol.asyncDispose]() {
          notes.push(`close ${side}`);
          return Promise.resolve();
        },
      });
    },
  };
}

function measure(part: Part, signal: AbortSignal) {
  const serverOf = (side: SideName) =>
    Promise.resolve(runningAt(`http://${side}`, { pids: () => [], stop: () => Promise.resolve() }));
  const options = { load, progress: { show: () => {} }, signal };
  return measurePart(part, ["base", "head"], serverOf, (side) => ({ [`its-${side}`]: 1 }), options);
}

test("measurePart() opens the part on both servers before the first slice, and takes turns", async () => {
  const notes: string[] = [];
  const outcomes = await measure(notedPart(notes), new AbortController().signal);
  const slices = "base head head base base head";
  expect(notes.join(" ")).toBe(
    `open base knowing its-base open head knowing its-head ${slices} close head close base`,
  );
  expect([...outcomes]).toEqual([
    ["base", { figures: { noted: 8 }, findings: [] }],
    ["head", { figures: { noted: 8 }, findings: [] }],
  ]);
});

test("measurePart() has no outcome after an interrupt, and leaves nothing open", async () => {
  const notes: string[] = [];
  const controller = new AbortController();
  const outcomes = await measure(
    notedPart(notes, () => controller.abort()),
    controller.signal,
  );
  expect(outcomes.size).toBe(0);
  expect(notes).toEqual([
    "open base knowing its-base",
    "open head knowing its-head",
    "base",
    "close head",
    "close base",
  ]);
});
