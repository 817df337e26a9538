/**
 * The live screen on a terminal: draws frames in place at most four times a second, and leaves nothing
 * behind. Where nothing can be drawn in place (no terminal, or a dumb one) it writes a line now and then.
 */

import { plainLine, renderFrame } from "./frame.ts";
import { LiveFigures } from "./live-figures.ts";
import type { Progress } from "./progress-state.ts";

/** What of a writable stream is used; standard error is one. */
export interface ScreenOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface ScreenOptions {
  /** The environment, of which `NO_COLOR` and `TERM` count. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A monotonic clock; `performance.now()` by default. */
  readonly nowMs?: () => number;
  /** Calls `draw` every `ms` until what it answers is called; a timer of the system by default. */
  readonly every?: (ms: number, draw: () => void) => () => void;
}

export type Screen = Required<Progress> & { done(): void };

const FRAME_MS = 250;
/** Lines come at most this often. */
const LINE_MS = 2_000;
const DEFAULT_COLUMNS = 80;

/** A screen whose first frame is drawn by the first word of the run; `label` says whose progress it is. */
export function screenOn(output: ScreenOutput, label: string, options: ScreenOptions): Screen {
  const { env, nowMs = () => performance.now(), every = systemTimer } = options;
  const figures = new LiveFigures(label, nowMs());
  const isInPlace = output.isTTY === true && env.TERM !== "dumb";
  const painter = isInPlace ? new FramePainter(output, hasColour(env)) : new LineWriter(output);
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

/** [no-color.org] When present and not an empty string (regardless of its value), prevents colour. */
function hasColour({ NO_COLOR: noColour }: ScreenOptions["env"]): boolean {
  return noColour === undefined || noColour === "";
}

function systemTimer(ms: number, draw: () => void): () => void {
  const timer = setInterval(draw, ms);
  // A screen is no reason for the process to live.
  timer.unref();
  return () => clearInterval(timer);
}

class FramePainter {
  readonly #output: ScreenOutput;
  readonly #hasColour: boolean;
  #drawnLines = 0;

  constructor(output: ScreenOutput, isColoured: boolean) {
    this.#output = output;
    this.#hasColour = isColoured;
  }

  draw(figures: LiveFigures, nowMs: number): void {
    // The last column stays free: some terminals wrap when it is filled.
    const columns = Math.max(1, (this.#output.columns ?? DEFAULT_COLUMNS) - 1);
    const lines = renderFrame(figures.stateAt(nowMs), { columns, hasColour: this.#hasColour });
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

  /** Says nothing when there is nothing new. */
  draw(figures: LiveFigures, nowMs: number): void {
    const line = plainLine(figures.stateAt(nowMs));
    if (line !== this.#written) this.#output.write(`${line}\n`);
    this.#written = line;
  }

  clear(): void {
    this.#written = "";
  }
}
