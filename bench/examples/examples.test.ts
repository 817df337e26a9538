/** Runs each example as it is, against a hub of its own: nothing may be lost. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { readCommand } from "../cli/command.ts";
import { runScenarios } from "../run.ts";
import { judge } from "../threshold.ts";

const SHORTER = ["--duration", "1"];

async function run(name: string, ...flags: string[]) {
  const command = readCommand([join(import.meta.dir, name), ...flags]);
  if (command.kind !== "run") throw new Error(JSON.stringify(command));
  const silent = () => ({ show() {}, done() {} });
  const signal = new AbortController().signal;
  let met: unknown[] = [];
  const [result] = await runScenarios(command, signal, silent, (one, { thresholds = [] }) => {
    met = judge(thresholds, [one]).map(({ expression, isMet }) => [expression, isMet]);
  });
  if (result === undefined) throw new Error(`${name} left no result`);
  const values = Object.fromEntries(
    Object.entries(result.metrics).map(([metric, { value }]) => [metric, value]),
  );
  return { values, met };
}

test("each runs, with every delivery accounted for and its thresholds judged", async () => {
  const [inbox, rushHour, deploy] = await Promise.all([
    run("inbox.ts", ...SHORTER),
    run("rush-hour.ts"),
    run("deploy.ts", ...SHORTER),
  ]);
  // 100 events with one reader each, and 2 with all 500.
  expect(inbox.values).toMatchObject({ delivered_ratio: 1, lost: 0, duplicated: 0 });
  expect(inbox.met).toContainEqual(["lost<=0", true]);
  expect(Object.keys(inbox.values)).toContain("news.latency.p99_ms");
  expect(rushHour.values).toMatchObject({ lost: 0, duplicated: 0 });
  expect(rushHour.met).toContainEqual(["lost<=0", true]);
  expect(deploy.values).toMatchObject({ delivered_ratio: 1, lost: 0, recovered_ratio: 1 });
  expect(deploy.met).toContainEqual(["page.errors<=1", true]);
}, 60_000);
