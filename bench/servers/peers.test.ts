import { expect, test } from "bun:test";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { peers } from "./peers.ts";
import { INSTALL_NCHAN } from "./nchan.ts";
import { type RunningServer, withTopic } from "./server.ts";
import { cpuUs, rssBytes } from "./usage.ts";

const TOPIC = "test/peers";

/** What a test needs of a subscriber. */
interface Subscriber {
  /** What arrived first. */
  readonly first: string;
  /** The first `count` events. */
  read(count: number): Promise<readonly EventSourceMessage[]>;
  /** Resolves when the stream has ended in any way. */
  ended(): Promise<void>;
  close(): Promise<void>;
}

/** Over Bun's own WebSocket client. */
async function subscribeBySocket(peer: RunningServer): Promise<Subscriber> {
  const url = withTopic(peer.eventsUrl, TOPIC);
  url.protocol = "ws:";
  const socket = new WebSocket(url);
  const lines: string[] = [];
  let came = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  socket.onmessage = ({ data }) => {
    lines.push(...String(data).trim().split("\n"));
    came.resolve();
  };
  socket.onclose = () => ended.resolve();
  await came.promise;
  return {
    first: lines.shift() ?? "",
    async read(count) {
      while (lines.length < count) {
        came = Promise.withResolvers<void>();
        await came.promise;
      }
      return lines.map((line) => {
        const { id, type, data }: { id: string; type: string; data: string } = JSON.parse(line);
        return { id, event: type, data };
      });
    },
    ended: () => ended.promise,
    async close() {
      socket.close();
      await ended.promise;
    },
  };
}

/** An open stream; its events are read by a third-party parser. */
async function subscribe(peer: RunningServer): Promise<Subscriber> {
  const response = await fetch(withTopic(peer.eventsUrl, TOPIC), {
    headers: { accept: "text/event-stream" },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error("The stream has no body");
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  const first = await reader.read();
  expect(response.headers.get("content-type")).toStartWith("text/event-stream");
  return {
    first: first.value ?? "",
    async read(count) {
      while (events.length < count) {
        const { value, done } = await reader.read();
        if (done) break;
        parser.feed(value);
      }
      return events;
    },
    async ended() {
      try {
        while (!(await reader.read()).done);
      } catch {
        // A reset ends it too.
      }
    },
    close: () => reader.cancel(),
  };
}

async function publish(peer: RunningServer, data: string): Promise<Response> {
  return fetch(withTopic(peer.publishUrl, TOPIC), {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: peer.publishBody(TOPIC, data),
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const INSTALL_LINES: Record<string, RegExp> = {
  nchan: new RegExp(`^${INSTALL_NCHAN}$`),
  node: /apt-get install nodejs/,
  "better-sse": /apt-get install nodejs/,
};

for (const peer of peers) {
  test(`${peer.name} serves subscribers and publishes, and leaves no process; or says how to install it`, async () => {
    const running = await peer.start(10);
    if (running.kind === "unavailable") {
      expect(running.reason).toMatch(INSTALL_LINES[peer.name] ?? /^never$/);
      return;
    }
    const pids = running.pids();
    try {
      const open = peer.transport === "ws" ? subscribeBySocket : subscribe;
      const streams = await Promise.all([open(running), open(running)]);
      for (const { first } of streams) expect(first).not.toBe("");
      for (const data of ["1 17.5 first", "2 18.5 second"]) {
        const answer = await publish(running, data);
        expect(answer.status).toBeWithin(200, 300);
        expect(JSON.stringify(await answer.json())).toMatch(/id"/);
      }
      for (const stream of streams) {
        const events = await stream.read(2);
        expect(events.map(({ data }) => data)).toEqual(["1 17.5 first", "2 18.5 second"]);
        expect(events.map(({ event }) => event ?? "message")).toEqual(["message", "message"]);
        expect(placeOf(events[1])).toBeGreaterThan(placeOf(events[0]));
      }
      expect(pids.length).toBeGreaterThan(0);
      const idleUs = cpuUs(pids) ?? Number.NaN;
      // Counted in steps of 10 ms. If it were not counted at all, this would go on until the test times out.
      for (let nowUs = idleUs; !(nowUs > idleUs); nowUs = cpuUs(pids) ?? Number.NaN) {
        await (await publish(running, "3 19.5 more")).body?.cancel();
      }
      expect(rssBytes(pids)).toBeGreaterThan(1_000_000);
      await Promise.all(streams.map((stream) => stream.close()));
    } finally {
      await running.stop();
    }
    expect(pids.filter(isAlive)).toEqual([]);
  });
}

/** The position in an id; nchan's ids are `<second>:<number within it>`. */
function placeOf(event: EventSourceMessage | undefined): number {
  const [, before = "", after = ""] = /^(.*)[-:](\d+)$/.exec(event?.id ?? "") ?? [];
  return (/^\d+$/.test(before) ? Number(before) * 1e6 : 0) + Number(after);
}

test("cpuUs() and rssBytes() are undefined without a process, and for one that is gone", () => {
  expect([cpuUs([]), rssBytes([]), cpuUs([2 ** 30]), rssBytes([2 ** 30])]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("the peers end when the bench is killed", async () => {
  const bench = Bun.spawn(
    [
      process.execPath,
      "--eval",
      `import { peers } from ${JSON.stringify(`${import.meta.dir}/peers.ts`)};
      const started = await Promise.all(peers.filter(({ transport }) => transport === undefined).map((peer) => peer.start(10)));
      const running = started.filter(({ kind }) => kind === "running");
      console.log(JSON.stringify(running.map(({ eventsUrl }) => eventsUrl.href)));
      setInterval(() => {}, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const { value } = await bench.stdout.getReader().read();
  const addresses: unknown = JSON.parse(new TextDecoder().decode(value));
  if (!Array.isArray(addresses)) throw new Error("No addresses arrived");
  const streams = await Promise.all(
    addresses.map((address) => subscribe(runningElsewhere(String(address)))),
  );
  bench.kill("SIGKILL");
  await Promise.all(streams.map((stream) => stream.ended()));
  expect(streams.length).toBeGreaterThanOrEqual(3);
});

function runningElsewhere(address: string): RunningServer {
  const url = new URL(address);
  return {
    kind: "running",
    eventsUrl: url,
    publishUrl: url,
    publishBody: () => "",
    pids: () => [],
    stop: () => Promise.resolve(),
  };
}
