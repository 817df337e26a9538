import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HubDescription } from "#protocol";
import { publish, startHub } from "../test-hub.ts";

async function describedBy(...flags: string[]) {
  const hub = await startHub(...flags);
  for (const data of ["1", "2", "3"]) await publish(hub.origin, "a", data);
  const answer = await fetch(`${hub.origin}/hub`);
  const described: HubDescription = await answer.json();
  await hub.stop();
  return described;
}

describe.each([1, 2])("GET /hub with %d threads", (threads) => {
  test("tells version, log and the flags in force, without paths", async () => {
    const folder = mkdtempSync(join(tmpdir(), "streamgauge-hub-"));
    const path = join(folder, "own.db");
    const flags = ["--log", `sqlite:${path}`, "--retain-events", "2000", "--compress"];
    const described = await describedBy(...flags, "--threads", String(threads));
    rmSync(folder, { recursive: true });
    expect(described).toMatchObject({
      version: "0.1.0",
      threads,
      log: { kind: "sqlite", head: 3 },
    });
    expect(described.log.bytes).toBeGreaterThan(4_096);
    const inForce = new Map(described.settings.map((setting) => [setting.flag, setting]));
    expect(inForce.get("retain-events")).toMatchObject({ value: "2000", isGiven: true });
    expect(inForce.get("durability")).toMatchObject({ value: "disk", isGiven: false });
    expect(inForce.get("compress")).toMatchObject({ value: null, isGiven: true });
    expect(inForce.get("log")?.value).toBe("sqlite:…");
    expect(JSON.stringify(described)).not.toContain(folder);
  });
});

test("a log in memory has its size and positions too", async () => {
  const { log, settings } = await describedBy();
  expect(log).toMatchObject({ kind: "memory", tail: 1, head: 3 });
  expect(log.bytes).toBeGreaterThan(0);
  expect(settings.find(({ flag }) => flag === "log")?.value).toBe("memory");
});
