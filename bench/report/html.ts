/**
 * A result, or two laid over each other, as one HTML file that needs nothing beside it: styles, script,
 * chart library and data are inside, and its content policy allows only these. The only file of the
 * bench that knows Chart.js, which it bundles in memory with the page's script.
 */

import type { Chart, ChartConfiguration } from "chart.js";
import { join } from "node:path";
import { bodyOf, type Shown, titleOf } from "./html-body.ts";
import { embeddedJson, html, Markup } from "./markup.ts";
import type { Plot } from "./plot.ts";

export type ChartClass = typeof Chart;
export type LineChart = Chart<"line", { x: number; y: number }[]>;
export type LineConfiguration = ChartConfiguration<"line", { x: number; y: number }[]>;

const STYLESHEETS = ["html.css", "comparison.css"].map((name) => join(import.meta.dir, name));

/** The parts of Chart.js that the page uses, and its start; the bundler leaves the rest out. */
const ENTRY = `
import { Chart, Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip } from "chart.js";
import { drawPage } from ${JSON.stringify(join(import.meta.dir, "html-page.ts"))};
Chart.register(Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip);
drawPage(Chart);
`;

/** A page's parts; the plots are those that its figures have places for. */
export interface Page {
  readonly title: string;
  readonly body: Markup;
  readonly plots: readonly Plot[];
}

/**
 * `verdict` is what comparing the two found, and stands before all else.
 * @throws {AggregateError} when the page's script cannot be bundled
 */
export function htmlReport(results: Shown, verdict?: Markup): Promise<string> {
  return htmlPage({ title: titleOf(results), ...bodyOf(results, verdict) });
}

/** @throws {AggregateError} when the page's script cannot be bundled */
export async function htmlPage({ title, body, plots }: Page): Promise<string> {
  const [script, stylesheet] = await Promise.all([pageScript(), pageStyles()]);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(stylesheet)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${rawElement("style", stylesheet)}
      </head>
      <body>
        ${body} ${rawElement('script type="application/json" id="plots"', embeddedJson(plots))}
        ${rawElement("script", script)}
      </body>
    </html> `.text;
}

async function pageStyles(): Promise<string> {
  const sheets = await Promise.all(STYLESHEETS.map((name) => Bun.file(name).text()));
  return sheets.join("\n");
}

async function pageScript(): Promise<string> {
  const entry = join(import.meta.dir, "html-entry.ts");
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    files: { [entry]: ENTRY },
    target: "browser",
    format: "iife",
    minify: true,
  });
  const text = (await outputs[0]?.text()) ?? "";
  // Within a string or a pattern of the script, this means the same and does not end the element.
  return text.replaceAll("</script", String.raw`<\/script`);
}

/** An element whose text is not markup; nothing may stand about the text, for it is hashed. */
function rawElement(opening: string, text: string): Markup {
  return new Markup(`<${opening}>${text}</${opening.split(" ", 1)[0]}>`);
}

/** [CSP] The hash is of the element's text, exactly as the parser reads it. */
function hashOf(text: string): string {
  return `sha256-${new Bun.CryptoHasher("sha256").update(text).digest("base64")}`;
}
