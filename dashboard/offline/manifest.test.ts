/** The page as an installable program: what Chrome and Edge ask for before they offer to install it. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { PANELS } from "../view/view.ts";

interface Icon {
  readonly src: string;
  readonly sizes: string;
  readonly type: string;
  readonly purpose: string;
}

const PAGE = join(import.meta.dir, "..");
const manifest = await Bun.file(join(PAGE, "manifest.webmanifest")).json();
const icons: readonly Icon[] = manifest.icons;

/** Width and height, as the header of a PNG says. [spec] https://www.w3.org/TR/png-3/#11IHDR */
async function sizeOf(path: string): Promise<string> {
  const bytes = await Bun.file(path).arrayBuffer();
  const view = new DataView(bytes);
  expect(view.getUint32(0)).toBe(0x89504e47);
  return `${view.getUint32(16)}x${view.getUint32(20)}`;
}

test("the manifest has a name, a start within its scope, and a window of its own", () => {
  const { name, short_name: shortName, id, start_url: start, scope } = manifest;
  expect([name, shortName]).toEqual(["Streamgauge", "Streamgauge"]);
  const address = (path: string) => new URL(path, "http://127.0.0.1:3000/assets/manifest").href;
  expect(address(start)).toStartWith(address(scope));
  expect(address(id)).toStartWith(address(scope));
  expect(manifest.display).toBe("standalone");
  expect(manifest.display_override).toEqual(["window-controls-overlay", "standalone"]);
});

test.each(icons.filter(({ type }) => type === "image/png"))(
  "$src is a PNG of $sizes",
  async ({ src, sizes }) => {
    expect(await sizeOf(join(PAGE, src))).toBe(sizes);
  },
);

test("the manifest has the icons that browsers ask for: 192 and 512 pixels, one maskable, and the SVG", () => {
  const of = (kind: string) =>
    icons.filter(({ purpose, type }) => `${purpose} ${type}` === kind).map(({ sizes }) => sizes);
  expect(of("any image/png")).toEqual(["192x192", "512x512"]);
  expect(of("maskable image/png")).toEqual(["512x512"]);
  expect(of("any image/svg+xml")).toEqual(["any"]);
});

test("the manifest has a shortcut to each panel", () => {
  expect(manifest.shortcuts).toEqual(
    PANELS.map(({ name, label }) => ({ name: label, url: `/#${name}` })),
  );
});
