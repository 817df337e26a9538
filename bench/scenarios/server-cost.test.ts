/** Hubs that do not show what a connection takes: the bench says so instead of a wrong figure. */

import { expect, test } from "bun:test";
import { badServer } from "./test-bad-server.ts";
import { isDisturbed, runScenario, valuesOf } from "./test-run.ts";

const LIMIT_MS = 60_000;
const MEMORY = "server.rss_kb_per_connection";
const connecting = (url: string) => runScenario("connect", "-c", "1k", "-r", "4k", "--url", url);
const cpuUs = () => 0;

test(
  "memory per connection is unknown of a hub that shrinks while clients connect",
  async () => {
    await using server = badServer({ cpuUs, rssBytes: (opened) => 1e8 - 5_790 * opened });
    const result = await connecting(server.url);
    expect(valuesOf(result, MEMORY, "opened_ratio")).toEqual([undefined, 1]);
    expect(result.warnings.join()).toContain("memory per connection is unknown");
    expect(result.valid || isDisturbed(result)).toBe(true);
  },
  LIMIT_MS,
);

test(
  "memory per connection is known of a new hub, and unknown once it has had as many before",
  async () => {
    await using server = badServer({ cpuUs, rssBytes: (opened) => 1e8 + 10_240 * opened });
    const first = await connecting(server.url);
    expect(first.metrics[MEMORY]).toMatchObject({ value: 10, samples: 1_000 });
    const second = await connecting(server.url);
    expect(valuesOf(second, MEMORY)).toEqual([undefined]);
    expect(second.warnings.join()).toMatch(/the hub has had 1,00\d streams before/);
  },
  LIMIT_MS,
);
