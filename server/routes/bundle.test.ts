import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pageLoader } from "./bundle.ts";

/** A folder with a service worker and, once it is written, a page. */
function setUp() {
  const folder = mkdtempSync(join(tmpdir(), "streamgauge-page-"));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write("worker.ts", "declare const SHELL: unknown; console.log(SHELL);");
  const sources = { html: join(folder, "index.html"), serviceWorker: join(folder, "worker.ts") };
  return { sources, write, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

test("pageLoader() bundles once, and again if that failed", async () => {
  using folder = setUp();
  const load = pageLoader(folder.sources, false);
  await expect(load()).rejects.toThrow();
  folder.write("index.html", "<!doctype html><title>here</title>");
  const page = await load();
  expect(page.html).toContain("here");
  expect(await load()).toBe(page);
});

test("pageLoader() names the manifest and its icons by their content, and links them", async () => {
  using folder = setUp();
  folder.write("icon.png", "old");
  folder.write("manifest.webmanifest", `{ "icons": [{ "src": "./icon.png", "sizes": "1x1" }] }`);
  folder.write("index.html", `<!doctype html><link rel="manifest" href="./manifest.webmanifest">`);
  const load = async () => {
    const { html, assets } = await pageLoader(folder.sources, false)();
    const name = /\/assets\/(manifest-\w+\.webmanifest)/.exec(html)?.[1] ?? "";
    const manifest = JSON.parse(new TextDecoder().decode(assets.get(name)?.bytes));
    const icon = manifest.icons[0].src.replace("/assets/", "");
    return { name, icon, manifest, bytes: new TextDecoder().decode(assets.get(icon)?.bytes) };
  };
  const old = await load();
  expect(old).toMatchObject({ bytes: "old", manifest: { icons: [{ sizes: "1x1" }] } });
  folder.write("icon.png", "new");
  const { name, icon, bytes } = await load();
  expect(bytes).toBe("new");
  expect([name, icon]).not.toContain(old.name);
  expect([name, icon]).not.toContain(old.icon);
});

test("pageLoader() tells the service worker what the page needs, and in development nothing", async () => {
  using folder = setUp();
  folder.write("style.css", "p { color: red }");
  folder.write("icon.png", "an icon");
  folder.write("manifest.webmanifest", `{ "icons": [{ "src": "./icon.png" }] }`);
  folder.write(
    "index.html",
    `<!doctype html><link rel="stylesheet" href="./style.css"><link rel="manifest" href="./manifest.webmanifest">`,
  );
  const { html, assets, serviceWorker } = await pageLoader(folder.sources, false)();
  const style = [...assets.keys()].find((name) => name.endsWith(".css"));
  expect(style).toBeDefined();
  expect(html).toContain(`/assets/${style}`);
  expect(serviceWorker).toContain(`/assets/${style}`);
  expect(serviceWorker).not.toContain("png");
  const dev = await pageLoader(folder.sources, true)();
  expect(dev.serviceWorker.replace(/\/\/# .*/s, "")).not.toContain("/assets/");
});
