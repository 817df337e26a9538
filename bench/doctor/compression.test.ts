/** Diagnoses a server behind Express's compression middleware, which buffers a stream unless its Cache-Control forbids that. */

import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { readTemplate } from "../endpoint/publish-template.ts";
import { diagnose } from "./diagnose.ts";

const SERVER = join(import.meta.dir, "test-express.mjs");
/** An event has two seconds to arrive. */
const WATCH_S = 3;
const LIMIT_MS = 30_000;

async function diagnoseBehind(cacheControl: string): Promise<string[]> {
  await using server = Bun.spawn([process.execPath, SERVER, cacheControl], { stdout: "pipe" });
  const reader = server.stdout.getReader();
  const { value } = await reader.read();
  const at = (path: string) =>
    new URL(path, `http://127.0.0.1:${new TextDecoder().decode(value).trim()}`);
  const template = readTemplate("{data}");
  const publish = { url: at("/publish"), template, headers: {}, isInsecure: false };
  const { findings } = await diagnose({ url: at("/stream"), publish, watchS: WATCH_S });
  return findings
    .filter(({ check }) => check === "compression")
    .map(({ severity, title }) => `${severity}: ${title}`);
}

describe.concurrent("diagnose() behind Express", () => {
  test.each([
    ["no-store", "fault: Compression (gzip) holds events back"],
    ["no-store, no-transform", "ok: The stream is not compressed"],
  ])(
    "with Cache-Control: %s finds: %s",
    async (cacheControl, found) => expect(await diagnoseBehind(cacheControl)).toEqual([found]),
    LIMIT_MS,
  );
});
