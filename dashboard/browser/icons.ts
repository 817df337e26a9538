/**
 * Entry: renders the program's PNG icons from `icon.svg` in the real browser, with transparent corners. Run it after a
 * change of the SVG: `bun dashboard/browser/icons.ts`.
 */

import { join } from "node:path";
import { BrowserPage } from "./page.ts";

const FOLDER = join(import.meta.dir, "..");

/**
 * `share` is how much of the width the drawing takes. A system may cut a maskable icon down to a circle of 80 % of its
 * width, so that one is filled to its edges, and its drawing is smaller.
 * [spec] https://www.w3.org/TR/appmanifest/#icon-masks
 */
const ICONS = [
  { file: "icon-192.png", size: 192, share: 1, isFilled: false },
  { file: "icon-512.png", size: 512, share: 1, isFilled: false },
  { file: "icon-maskable-512.png", size: 512, share: 0.8, isFilled: true },
] as const;

const svg = await Bun.file(join(FOLDER, "icon.svg")).text();
const page = await BrowserPage.open("about:blank");
for (const icon of ICONS) {
  const png = await page.evaluate(drawing(icon));
  if (typeof png !== "string") throw new TypeError(`Cannot draw ${icon.file}`);
  await Bun.write(join(FOLDER, "icons", icon.file), Buffer.from(png, "base64"));
}
page.close();

/** An expression whose value is the icon as a PNG, in base64. */
function drawing({ size, share, isFilled }: (typeof ICONS)[number]): string {
  return `(async () => {
    const svg = ${JSON.stringify(svg)};
    const ground = new DOMParser().parseFromString(svg, "image/svg+xml").querySelector("rect");
    const image = new Image(${size}, ${size});
    image.src = "data:image/svg+xml," + encodeURIComponent(svg);
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: ${size}, height: ${size} });
    const context = canvas.getContext("2d");
    context.fillStyle = ground.getAttribute("fill");
    if (${isFilled}) context.fillRect(0, 0, ${size}, ${size});
    const inset = ${(size * (1 - share)) / 2};
    context.drawImage(image, inset, inset, ${size * share}, ${size * share});
    return canvas.toDataURL("image/png").split(",")[1];
  })()`;
}
