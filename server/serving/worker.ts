/** A serving thread: it follows the core's log over a port, and serves its share of the clients. */

import { zeroCounters } from "../hub/counters.ts";
import { ThreadStages } from "../stats/thread-stages.ts";
import { threadCpuUs } from "../system/thread-usage.ts";
import { wallClock } from "../system/wall-clock.ts";
import type { CoreCalls, Link, Notices, ThreadCalls, ThreadSetup } from "./link.ts";
import { benchBehind } from "./bench-link.ts";
import { LinkedLog } from "./linked-log.ts";
import { Port } from "./port.ts";
import { type Server, serve } from "./serve.ts";
import { SelectorChanges } from "./selector-changes.ts";
import { eventsOf } from "./shared-batch.ts";
import { SharedCaps } from "./shared-caps.ts";
import { ownStreams } from "./streams.ts";

declare const self: Worker;

const counters = zeroCounters();
const stages = new ThreadStages();
const selectors = new SelectorChanges();
let server: Server | undefined;
let log: LinkedLog | undefined;

const port = new Port<CoreCalls, ThreadCalls>(self, {
  start(setup) {
    log = new LinkedLog(setup.log, {
      select: (...args) => port.ask("select", ...args),
      read: (...args) => port.ask("read", ...args),
      positionOf: (id) => port.ask("positionOf", id),
    });
    server = serveWith(setup, log);
    return server.port;
  },
  take: (batch, bounds) => log?.take(eventsOf(batch), bounds),
  announce: (draft) => server?.hub.announce(draft),
  ...ownStreams(() => server?.hub),
  cut: (streamName) => server?.hub.cut(streamName) ?? false,
  report() {
    const { state } = started().hub;
    const [counted, changes] = [stages.take(), selectors.take()];
    return { counters, state, cpuUs: threadCpuUs(), counted, selectors: changes };
  },
  mostReadTopics: () => started().hub.topicReaders.mostRead(),
  topicReaderCounts: (topics) => started().hub.topicReaders.countsOf(topics),
  drain: (drainMs) => server?.hub.drain(drainMs),
  stop: (isClosing) => server?.stop(isClosing),
});

function started(): Server {
  if (server === undefined) throw new Error("This thread has not started");
  return server;
}

const notices: Notices = {
  // What is thrown may be anything; an error keeps its stack on the way.
  noteFault: (what, error) =>
    port.tell("noteFault", what, error instanceof Error ? error : String(error)),
  noteBrokenBody: () => port.tell("noteBrokenBody"),
};
process.on("uncaughtException", (error) => notices.noteFault("Internal error", error));
process.on("unhandledRejection", (error) => notices.noteFault("Internal error", error));

function serveWith(setup: ThreadSetup, linked: LinkedLog): Server {
  const { originMs, thread, benchToken: token } = setup;
  const nowMs = () => performance.timeOrigin - originMs + performance.now();
  const link: Link = {
    log: linked,
    accept: (draft) => port.ask("accept", draft, nowMs()),
    cutElsewhere: (streamName) => port.ask("cutElsewhere", streamName),
    streams: (query) => port.ask("streams", query),
    stream: (id) => port.ask("stream", id),
    endStream: (id) => port.ask("endStream", id),
    stats: (history) => port.ask("stats", history),
    topics: (query) => port.ask("topics", query),
    history: (wanted) => port.ask("history", wanted),
    metrics: () => port.ask("metrics"),
    loadPage: () => port.ask("loadPage"),
    describe: () => port.ask("describe"),
    bench: token === undefined ? undefined : { token, runs: benchBehind(port) },
  };
  return serve({
    ...setup,
    link,
    caps: new SharedCaps(setup.caps),
    counters,
    stages,
    nowMs,
    wallMs: wallClock({ nowMs, originMs, dateMs: Date.now }),
    notices,
    // One of them is enough to say what concerns the whole process.
    say: thread === 0 ? console.error : () => {},
    onSelector: (selector, isUsed) => selectors.note(selector, isUsed),
  });
}
