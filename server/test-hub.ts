/**
 * Support for tests that need real sockets: a hub in a process of its own, and streams read with a third-party
 * parser.
 */

import { join } from "node:path";
import { createParser, type EventSourceMessage } from "eventsource-parser";

const MAIN = join(import.meta.dir, "main.ts");

/** Starts the hub's program with exactly these flags, with its standard error piped. */
export function spawnHub(...flags: string[]) {
  return spawnBy([process.execPath], ...flags);
}

/**
 * Starts the hub's program through another command, which gets the program and its flags as arguments. It ends with
 * the test process, however the test ends.
 */
export function spawnBy(command: readonly string[], ...flags: string[]) {
  return Bun.spawn([...command, "--no-orphans", MAIN, ...flags], {
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** As `spawnHub()`, in a folder where the hub may leave files. */
export function spawnHubIn(cwd: string, ...flags: string[]) {
  return Bun.spawn([process.execPath, "--no-orphans", MAIN, ...flags], {
    cwd,
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** A listening hub on a free port, with its log in memory unless the flags say otherwise; end it with `stop()`. */
export async function startHub(...flags: string[]) {
  return listening(spawnHub("--port", "0", "--log", "memory", ...flags));
}

/** Reads a process's output until it matches; returns the match. */
export function listenTo({ stdout }: ReturnType<typeof spawnHub>) {
  const reader = stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  return async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(said);
      if (match !== null) return match;
      const { value, done } = await reader.read();
      if (done) throw new Error(`The hub exited after printing only: ${said}`);
      said += value;
    }
  };
}

/** Waits until the hub is listening. */
export async function listening(child: ReturnType<typeof spawnHub>) {
  const [, origin = ""] = await listenTo(child)(/listening on (\S+)/);
  const stop = async (signal: NodeJS.Signals = "SIGKILL") => {
    child.kill(signal);
    return child.exited;
  };
  return { child, origin, stop };
}

export type TestHub = Awaited<ReturnType<typeof startHub>>;

/** Opens a stream; nothing is read from it until one of the `until` functions or `readMore` is called. */
export async function openStream(
  origin: string,
  query: string,
  headers: Record<string, string> = {},
) {
  const abort = new AbortController();
  const response = await fetch(`${origin}/events?${query}`, { headers, signal: abort.signal });
  const events: EventSourceMessage[] = [];
  const retries: number[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: (e) => events.push(e),
    onRetry: (ms) => retries.push(ms),
    onComment: (comment) => comments.push(comment),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const readMore = async () => {
    const { value, done = true } = (await reader?.read()) ?? {};
    if (value !== undefined) parser.feed(value);
    return !done;
  };
  const until = async (count: number) => {
    while (events.length < count && (await readMore())) continue;
    return events;
  };
  const untilEnd = async () => {
    while (await readMore()) continue;
  };
  return {
    response,
    events,
    retries,
    comments,
    readMore,
    until,
    untilEnd,
    close: () => abort.abort(),
  };
}

/** Publishes a body as is. */
export function post(origin: string, body: unknown, contentType = "application/json") {
  return fetch(`${origin}/events`, {
    method: "POST",
    headers: { "content-type": contentType },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** Publishes one event and returns its id. */
export async function publish(origin: string, topic: string, data: string): Promise<string> {
  const answer: unknown = await (await post(origin, { topic, data })).json();
  if (typeof answer === "object" && answer !== null && "id" in answer) return String(answer.id);
  throw new Error(`Not published: ${JSON.stringify(answer)}`);
}

const PIECES = [
  "\r",
  "\n",
  "\r\n",
  "\u2028",
  "\0",
  "\uFEFF",
  "🌊",
  " ",
  ":",
  "data:",
  "id:9\n",
  "event: x\r",
  "x",
];

/** Texts that break a careless encoder, the same for the same seed; the first is empty, the second 64 kB. */
export function adversarialTexts(count: number, seed = 20_261_124): string[] {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const next = () =>
    Array.from({ length: random(12) }, () => PIECES[random(PIECES.length)]).join("");
  return ["", "x".repeat(65_536), ...Array.from({ length: count - 2 }, next)];
}

/** The text as a reader gets it: line ends arrive as LF. */
export function asRead(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
