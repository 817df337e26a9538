import { expect, test } from "bun:test";
import {
  coreTicks,
  machineTicks,
  OthersWatch,
  ownTicks,
  ticksOfTree,
  childrenOf,
} from "./other-load.ts";

test("machineTicks() takes the first eight counts of the first line: the others include guests already", () => {
  const stat = "cpu  100 10 40 800 20 1 5 24 50 5\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
  expect(machineTicks(stat)).toEqual({ all: 1_000, used: 150 });
});

test("ownTicks() counts this process and the children it has waited for, whatever its name", () => {
  const fields = "S 1 1 1 0 -1 0 0 0 0 0 7 5 300 20 20 0";
  expect(ownTicks(`42 (bun) 9 9 (x) ${fields}`)).toBe(332);
});

test("coreTicks() adds up only the given cores, and falls back to the whole machine", () => {
  const stat =
    "cpu  100 10 40 800 20 1 5 24 50 5\ncpu0 9 9 9 9 9 9 9 9 9 9\n" +
    "cpu1 10 0 5 80 5 0 0 0 0 0\ncpu10 20 1 4 75 0 0 0 0 0 0\nintr 5\n";
  expect(coreTicks(stat, [1, 10])).toEqual({ all: 200, used: 40 });
  expect(coreTicks(stat, [])).toEqual({ all: 1_000, used: 150 });
});

/** A shell's loop that never rests, and writes a line each time it has used a core for a moment. */
const LOOP = "while :; do i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; echo; done";

const QUIET = { stdout: "pipe", stderr: "ignore" } as const;

/** Calls `isReached` after each line until it is true. The stream stays open: a program that cannot write ends. */
async function untilLine(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
  isReached: (text: string) => boolean,
): Promise<void> {
  const reader = output.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value } = await reader.read();
    if (value === undefined) throw new Error("the loop has ended");
    if (isReached(value)) return;
  }
}

test("OthersWatch sees a program that nobody of the bench has started", async () => {
  // Its shell ends at once, so it is no longer a descendant of this process.
  const shell = Bun.spawn(["sh", "-c", `sh -c '${LOOP}' & echo $!`], QUIET);
  await shell.exited;
  let pid = 0;
  try {
    using watch = new OthersWatch([]);
    const least = 0.3 / navigator.hardwareConcurrency;
    await untilLine(shell.stdout, (text) => {
      // The shell's is the only line with a number.
      pid ||= Number.parseInt(text.trim(), 10) || 0;
      return pid > 0 && (watch.use()?.worstSecond ?? 0) >= least;
    });
    expect(watch.use()?.share).toBeGreaterThan(0);
  } finally {
    if (pid > 0) process.kill(pid);
  }
}, 30_000);

test("ticksOfTree() includes the children of children", async () => {
  const child = Bun.spawn(["sh", "-c", `sh -c '${LOOP}'; true`], QUIET);
  try {
    // The first shell only waits, so these ticks are its child's.
    await untilLine(child.stdout, () => ticksOfTree(child.pid) >= 20);
    expect(ticksOfTree(process.pid)).toBeGreaterThanOrEqual(20);
  } finally {
    for (const pid of childrenOf(child.pid)) process.kill(pid);
    await child.exited;
  }
}, 30_000);
