import { afterEach, expect, test } from "bun:test";
import { LogUnavailableError } from "../log/event-log.ts";
import { IdCollisionError } from "../log/intake.ts";
import { MemoryLog } from "../log/memory-log.ts";
import { LinkedLog, type LogReads } from "./linked-log.ts";
import { Port } from "./port.ts";

interface Asked {
  add(one: number, other: number): number;
  fail(name: string): void;
  note(text: string): void;
}

interface Nothing {
  ping(): string;
}

let channel = new MessageChannel();
afterEach(() => {
  channel.port1.close();
  channel = new MessageChannel();
});

/** Two ends of a channel, and how many messages have gone over it to the second one. */
function joined(notes: string[] = []) {
  const failures: Readonly<Record<string, Error>> = {
    collision: IdCollisionError.of("mine", ["t"]),
    locked: new LogUnavailableError("locked"),
    other: new TypeError("odd"),
  };
  const here = new Port<Asked, Nothing>(channel.port1, { ping: () => "pong" });
  const there = new Port<Nothing, Asked>(channel.port2, {
    add: async (one, other) => one + other,
    fail: (name) => {
      throw failures[name] ?? new Error(name);
    },
    note: (text) => void notes.push(text),
  });
  let messages = 0;
  const take = channel.port2.onmessage;
  channel.port2.onmessage = (event) => {
    messages += 1;
    take?.call(channel.port2, event);
  };
  return { here, there, messageCount: () => messages };
}

test("each side can ask the other, and everything said in a turn is one message", async () => {
  const notes: string[] = [];
  const { here, there, messageCount } = joined(notes);
  here.tell("note", "1");
  const sums = [here.ask("add", 1, 2), here.ask("add", 3, 4)];
  here.tell("note", "2");
  expect(await Promise.all(sums)).toEqual([3, 7]);
  expect([notes, messageCount()]).toEqual([["1", "2"], 1]);
  expect(await there.ask("ping")).toBe("pong");
});

test("errors that callers tell apart keep their class across a port, and all keep their message", async () => {
  const { here } = joined();
  const failed = (name: string) => here.ask("fail", name).catch((error: unknown) => error);
  const collision = await failed("collision");
  expect(collision).toBeInstanceOf(IdCollisionError);
  expect(collision).toMatchObject({ message: expect.stringContaining("(topic 't') has it") });
  expect(await failed("locked")).toEqual(new LogUnavailableError("locked"));
  expect(await failed("other")).toEqual(new Error("odd"));
});

test("a log across a port is read and followed like the log itself", async () => {
  const log = new MemoryLog("e", { maxCount: 10, maxBytes: 1e9, maxAgeMs: Infinity }, () => 0);
  const draft = (data: string) => ({ topics: [`t${data}`], data });
  await log.append([draft("1"), draft("2")]);
  const { kind, epoch, epochs, bounds } = log;
  const port = new Port<LogReads, Nothing>(channel.port1, { ping: () => "pong" });
  const core = new Port<Nothing, LogReads>(channel.port2, {
    select: (...args) => log.select(...args),
    read: (...args) => log.read(...args),
    positionOf: (id) => log.positionOf(id),
  });
  expect(await core.ask("ping")).toBe("pong");
  const linked = new LinkedLog(
    { kind, epoch, epochs, bounds },
    {
      select: (...args) => port.ask("select", ...args),
      read: (...args) => port.ask("read", ...args),
      positionOf: (id) => port.ask("positionOf", id),
    },
  );
  log.follow(bounds.head, (batch) => linked.take(batch, log.bounds));
  const live: string[] = [];
  const behind = Promise.withResolvers<string[]>();
  linked.follow(2, (batch) => live.push(...batch.map(({ event }) => event.data)));
  const read: string[] = [];
  linked.follow(0, (batch) => {
    read.push(...batch.map(({ event }) => event.data));
    if (read.length === 4) behind.resolve(read);
  });
  await log.append([draft("3"), draft("4")]);
  expect(live).toEqual(["3", "4"]);
  expect(await behind.promise).toEqual(["1", "2", "3", "4"]);
  expect([linked.kind, linked.epoch, linked.bounds]).toEqual(["memory", "e", log.bounds]);
  expect(await linked.select(0, ["t2", "t4"], 10)).toEqual(await log.select(0, ["t2", "t4"], 10));
  expect(await linked.read([2, 3], 1e6)).toEqual(await log.read([2, 3], 1e6));
  expect(await linked.positionOf("e-3")).toBe(3);
  expect([linked.idAt(3), linked.hasEpoch("e"), linked.hasEpoch("f")]).toEqual([
    "e-3",
    true,
    false,
  ]);
});
