import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pageLoader } from "./bundle.ts";

test("pageLoader() bundles once, and again if that failed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "streamgauge-page-"));
  const path = join(folder, "index.html");
  const load = pageLoader(path, false);
  await expect(load()).rejects.toThrow();
  writeFileSync(path, "<!doctype html><title>here</title>");
  const page = await load();
  expect(page.html).toContain("here");
  expect(await load()).toBe(page);
  rmSync(folder, { recursive: true });
});
