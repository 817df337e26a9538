/** The thread in which a log's writer waits for the disk, so that the hub does not have to. */

import type { Draft } from "#protocol";
import type { FromWriter, ToWriter } from "./messages.ts";
import { reasonOf } from "./reason.ts";
import { LogWriter } from "./writer.ts";

declare const self: Worker;

/** Most events removed in one step, so that a batch never waits long for it. */
const STEP_EVENTS = 2_000;
/** Events also reach their maximum age while none arrive. */
const RETAIN_MS = 60_000;

let writer: LogWriter | undefined;
let isRetaining = false;

self.onmessage = ({ data }: MessageEvent<ToWriter>) => {
  try {
    say(answer(data));
  } catch (error) {
    say({ kind: "failed", reason: reasonOf(error) });
  }
  if (data.kind === "append") retainSoon();
};

setInterval(retainSoon, RETAIN_MS);

function answer(message: ToWriter): FromWriter {
  if (message.kind === "open") {
    writer = new LogWriter(message.options, Date.now);
    return { kind: "opened", epoch: writer.epoch, bounds: writer.bounds };
  }
  if (writer === undefined) throw new Error("the log is not open");
  if (message.kind === "append") {
    const drafts: readonly Draft[] = JSON.parse(message.draftsJson);
    return { kind: "appended", ...writer.append(drafts), rescues: writer.rescues };
  }
  writer.close();
  writer = undefined;
  return { kind: "closed" };
}

/** Removes events one step at a time; batches that have arrived go in between. */
function retainSoon(): void {
  if (isRetaining) return;
  isRetaining = true;
  setImmediate(() => {
    isRetaining = false;
    if (retain()) retainSoon();
  });
}

/** Returns whether more must be removed. A failed deletion is retried after the next batch. */
function retain(): boolean {
  if (writer === undefined) return false;
  const { tail } = writer.bounds;
  let hasMore = false;
  try {
    hasMore = writer.retain(STEP_EVENTS);
  } catch {
    return false;
  }
  if (writer.bounds.tail !== tail) say({ kind: "retained", tail: writer.bounds.tail });
  return hasMore;
}

function say(message: FromWriter): void {
  self.postMessage(message);
}
