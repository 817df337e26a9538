/**
 * The live screen on a terminal: redraws a frame in place four times a second and clears it at the end. Output that
 * cannot be redrawn (a pipe, a dumb terminal) gets a line now and then instead.
 */

import { plainLine, renderFrame } from "./frame.ts";
import { LiveFigures } from "./live-figures.ts";
import type { Progress } from "./progress-state.ts";
import { type StyledOutput, styleFor } from "./terminal.ts";

/** The part of a writable stream that a screen needs; standard error is one. */
export interface ScreenOutput extends StyledOutput {
  write(text: string): unknown;
}

export interface ScreenOptions {
  /** The environment: `NO_COLOR` and `TERM` matter. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A monotonic clock; `performance.now()` by default. */
  readonly nowMs?: () => number;
  /** Calls `draw` every `ms` until the function it returns is called; a system timer by default. */
  readonly every?: (ms: number, draw: () => void) => () => void;
}

export type Screen = Required<Progress> & { done(): void };

const FRAME_MS = 250;
/** Minimum time between two lines. */
const LINE_MS = 2_000;

/** A screen that draws its first frame once the run has something to say; `label` is the scenario's name. */
export function screenOn(output: ScreenOutput, label: string, options: ScreenOptions): Screen {
  const { env, nowMs = () => performance.now(), every = systemTimer } = options;
  const figures = new LiveFigures(label, nowMs());
  const isInPlace = output.isTTY === true && env.TERM !== "dumb";
  const painter = isInPlace ? new FramePainter(output, env) : new LineWriter(output);
  const draw = () => painter.draw(figures, nowMs());
  let stop: (() => void) | undefined;
  return {
    show(line) {
      figures.setPhase(line);
      if (stop !== undefined) return;
      stop = every(isInPlace ? FRAME_MS : LINE_MS, draw);
      draw();
    },
    count: (counts) => figures.setCounts(counts, nowMs()),
    add: (latency) => figures.add(latency, nowMs()),
    expect: (restMs) => figures.setEnd(nowMs() + restMs),
    done() {
      stop?.();
      painter.clear();
    },
  };
}

function systemTimer(ms: number, draw: () => void): () => void {
  const timer = setInterval(draw, ms);
  // A screen must not keep the process alive.
  timer.unref();
  return () => clearInterval(timer);
}

class FramePainter {
  readonly #output: ScreenOutput;
  readonly #env: ScreenOptions["env"];
  #drawnLines = 0;

  constructor(output: ScreenOutput, env: ScreenOptions["env"]) {
    this.#output = output;
    this.#env = env;
  }

  draw(figures: LiveFigures, nowMs: number): void {
    // The terminal may have been resized since the last frame.
    const { paint, columns } = styleFor(this.#output, this.#env);
    // The last column stays free: some terminals wrap when it is filled.
    const style = { paint, columns: Math.max(1, columns - 1) };
    const lines = renderFrame(figures.stateAt(nowMs), style);
    const painted = lines.map((line) => `${line}\u001B[K\n`).join("");
    this.#output.write(`${this.#toTop()}${painted}\u001B[J`);
    this.#drawnLines = lines.length;
  }

  clear(): void {
    if (this.#drawnLines > 0) this.#output.write(`${this.#toTop()}\u001B[J`);
    this.#drawnLines = 0;
  }

  #toTop(): string {
    return this.#drawnLines === 0 ? "\r" : `\r\u001B[${this.#drawnLines}A`;
  }
}

class LineWriter {
  readonly #output: ScreenOutput;
  #written = "";

  constructor(output: ScreenOutput) {
    this.#output = output;
  }

  /** Writes nothing if nothing has changed. */
  draw(figures: LiveFigures, nowMs: number): void {
    const line = plainLine(figures.stateAt(nowMs));
    if (line !== this.#written) this.#output.write(`${line}\n`);
    this.#written = line;
  }

  clear(): void {
    this.#written = "";
  }
}
