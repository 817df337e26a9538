/** Servers that lose, repeat, fall silent or hang up: every scenario has to say so. */

import { expect, test } from "bun:test";
import { badServer, type Stream } from "./test-bad-server.ts";
import { runScenario, valuesOf } from "./test-run.ts";

const LIMIT_MS = 60_000;

test(
  "fan-out tells of connections that the server closed, and of clients that came back",
  async () => {
    let closed = 0;
    const closeSome = (event: number, streams: ReadonlySet<Stream>) => {
      if (event !== 5) return;
      for (const stream of [...streams].slice(0, 3)) {
        closed += 1;
        stream.close();
      }
    };
    await using server = badServer({ onPublished: closeSome });
    const result = await runScenario(
      "fan-out",
      "-c",
      "10",
      "-r",
      "10",
      "-d",
      "1",
      "--url",
      server.url,
    );
    expect(closed).toBe(3);
    expect(valuesOf(result, "connections_lost", "reconnects")).toEqual([3, 3]);
    expect(result.warnings.join()).toContain("3 connections were lost during the run");
  },
  LIMIT_MS,
);
