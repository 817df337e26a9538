/**
 * Hostile reasons to refuse something, by a proxy in front of the hub: wherever the page tells why something was not done.
 * See `hostile-events.browser.test.ts`.
 */

import { afterEach, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnsweringProxy, startProxy } from "../browser/answering-proxy.fixture.ts";
import {
  closeAfterEach,
  expectRefusals,
  expectShown,
  hub,
  FEW,
  open,
  page,
  textOf,
  TIMEOUT_MS,
  watch,
} from "../browser/hostile-page.fixture.ts";
import { nightly } from "../browser/nightly.fixture.ts";
import { HubProcess } from "../browser/hub-process.ts";
import { shortened } from "../common/hidden-characters.ts";

let proxy: AnsweringProxy;

closeAfterEach();
afterEach(async () => {
  await proxy.stop();
});

/** Each text is its own reason, and they are told apart by what is asked. */
const REASONS = [...new Set(FEW.map((text) => text.toWellFormed()))].filter((text) => text !== "");
const CASES = REASONS.map((reason, index) => ({ index, reason: shortened(reason, 1_000) }));

function refusal(index: string | number | undefined): Response {
  const problem = { title: "Bad Request", detail: REASONS[Number(index)] };
  return Response.json(problem, { status: 400 });
}

async function openBehindProxy(hash: string, start?: Promise<HubProcess>): Promise<void> {
  await open(hash, start, (origin) => (proxy = startProxy(origin)).origin);
  expectRefusals();
}

test(
  "why a publish, a stream, a list or the end of a stream is refused is told as text",
  async () => {
    await openBehindProxy("#sandbox");
    let ends = 0;
    await page.click("[data-sandbox=connect]");
    await page.until(`${textOf("[data-sandbox=state]")} === "open"`);
    proxy.answer = (request) => {
      const { pathname, searchParams } = new URL(request.url);
      const asked = searchParams.get("search") ?? searchParams.get("topic");
      if (request.method === "DELETE") return refusal(ends++);
      const isRefused = request.method === "POST" || /^\d+$/.test(asked ?? "");
      if (!isRefused || !/^\/(events|topics|streams)$/.test(pathname)) return undefined;
      if (request.method === "GET") return refusal(asked ?? "");
      return request.json().then(({ topic }: { readonly topic: string }) => refusal(topic));
    };
    await expectShown(
      "a stream that is not dropped",
      CASES,
      `async ({ reason }) => {
        click("[data-sandbox=drop]");
        return ["The connection was not dropped: " + reason, () => read("[data-notice] span")];
      }`,
    );
    await expectShown(
      "an event that is not published",
      CASES,
      `async ({ index, reason }) => {
        enter("[data-sandbox=publish-topic]", String(index));
        click("[data-sandbox=publish]");
        return [reason, () => read("[data-sandbox=publish-result]")];
      }`,
    );
    await expectShown(
      "a stream that is not opened",
      CASES,
      `async ({ index, reason }) => {
        click("[name=transport][value=fetch]");
        enter("[data-sandbox=topics]", String(index));
        click("[data-sandbox=connect]");
        const said = reason + "; trying again in ";
        return [said, () => read("[data-notice] span").slice(0, said.length)];
      }`,
    );
    await page.click("[data-sandbox=disconnect]");
    await page.evaluate(`location.hash = "#trace"`);
    await expectShown(
      "a trace that is not begun",
      CASES,
      `async ({ index, reason }) => {
        enter("[data-trace=topics]", String(index));
        click("[data-trace=start]");
        return [reason, () => read("[data-trace=note]")];
      }`,
    );
    await page.evaluate(`location.hash = "#topics"`);
    await page.until(`document.querySelector("[data-topics=filter]") !== null`);
    await expectShown(
      "topics that are not listed",
      CASES,
      `async ({ index, reason }) => {
        enter("[data-topics=filter]", String(index));
        return [reason, () => read("[data-topics=fault]")];
      }`,
    );
    await page.evaluate(`location.hash = "#streams"`);
    await page.until(`document.querySelector(".stream-rows [data-stream-id]") !== null`);
    await page.click(".stream-rows [data-stream-id]");
    ends = 0;
    await expectShown(
      "a stream that is not ended",
      CASES,
      `async ({ reason }) => {
        click("[data-streams=end]");
        await until(() => document.querySelector("[data-streams=end-now]") !== null);
        click("[data-streams=end-now]");
        return ["It was not ended: " + reason, () => read("[data-streams=outcome]")];
      }`,
    );
    await expectShown(
      "streams that are not listed",
      CASES,
      `async ({ index, reason }) => {
        enter("[data-streams=search]", String(index));
        const said = reason + ".";
        return [said, () => read("[data-streams=failure]")?.slice(0, said.length)];
      }`,
    );
  },
  TIMEOUT_MS,
);

/** Two results that were kept, by their names. */
const KEPT = ["2026-01-02T00-00-00-000Z-fan-out", "2026-01-01T00-00-00-000Z-fan-out"] as const;
const RESULT = {
  tool: { name: "streamgauge" },
  environment: { startedAt: "2026-01-01T00:00:00Z" },
  scenarios: [{ name: "fan-out", config: {}, metrics: {} }],
};

nightly(
  "what the bench, its runs and its results are refused with, or say in the end, is told as text",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "streamgauge-hostile-"));
    for (const name of KEPT) {
      await Bun.write(join(folder, ".streamgauge/bench", `${name}.json`), JSON.stringify(RESULT));
    }
    await openBehindProxy("#bench", HubProcess.startIn(folder, 0, "--dev"));
    await page.until(`document.querySelectorAll("[data-bench-kept]").length === ${KEPT.length}`);
    let asked = 0;
    /** Refuses these, one reason after the other. */
    const refuse = (method: string, path: RegExp) => {
      asked = 0;
      proxy.answer = (request) => {
        const isRefused = request.method === method && path.test(new URL(request.url).pathname);
        return isRefused ? refusal(asked++) : undefined;
      };
    };
    refuse("POST", /^\/bench$/);
    await expectShown(
      "a run that is not started",
      CASES,
      `async ({ reason }) => {
        click("[data-bench=start]");
        return [reason, () => read("[data-bench=trouble]")];
      }`,
    );
    refuse("GET", /\.json$/);
    await expectShown(
      "a run that is not replayed",
      CASES,
      `async ({ reason }) => {
        document.querySelector("[data-replay=close]")?.click();
        await until(() => read("[data-replay=trouble]") === undefined);
        click("[data-bench-kept] [data-bench=replay]");
        return ["The run ${KEPT[0]} cannot be shown. " + reason + ".", () => read("[data-replay=trouble]")];
      }`,
    );
    refuse("GET", /^\/bench\/compare$/);
    await page.evaluate(
      `document.querySelectorAll("[data-bench-kept] [type=checkbox]").forEach((box) => box.click())`,
    );
    await expectShown(
      "runs that are not compared",
      CASES,
      `async ({ reason }) => {
        await until(() => !document.querySelector("[data-bench=compare]").disabled);
        click("[data-bench=compare]");
        return [reason, () => read("[data-bench=trouble]")];
      }`,
    );
    // The last refusal stands before what a run says.
    await page.reload();
    await watch();
    let told: string | undefined;
    proxy.answer = async (request) => {
      const { pathname } = new URL(request.url);
      const [, index] = /^\/tell\/(\d+)$/.exec(pathname) ?? [];
      if (index !== undefined) {
        told = REASONS[Number(index)];
        return Response.json(told);
      }
      if (pathname !== "/bench") return undefined;
      const overview = await (await fetch(`${hub.origin}/bench`)).json();
      return Response.json({ ...overview, failure: told ?? null, log: `(${told})` });
    };
    await expectShown(
      "a run that failed, and its log",
      CASES,
      `async ({ index }) => {
        const text = await (await fetch("/tell/" + index)).json();
        location.hash = "#live";
        await until(() => document.querySelector("[data-panel=bench]").hidden);
        location.hash = "#bench";
        return [JSON.stringify([text, "(" + text + ")"]), () => JSON.stringify([read("[data-bench=trouble]"), read("[data-bench=log] pre")])];
      }`,
    );
    await rm(folder, { recursive: true, force: true });
  },
  TIMEOUT_MS,
);
