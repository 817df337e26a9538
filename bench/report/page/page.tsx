/**
 * The HTML file of every report. It is self-contained: styles, script, chart library and data are inside, and its
 * content policy allows only these. The only file of the bench that knows Chart.js, which it bundles in memory with
 * the page's script.
 */

import type { Chart, ChartConfiguration } from "chart.js";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import { renderToString } from "preact-render-to-string";
import type { Plot } from "../plots/plot.ts";

export type ChartClass = typeof Chart;
export type LineChart = Chart<"line", { x: number; y: number }[]>;
export type LineConfiguration = ChartConfiguration<"line", { x: number; y: number }[]>;

const STYLESHEETS = ["#drawing/base.css", "./page.css"].map((name) =>
  fileURLToPath(import.meta.resolve(name)),
);

/** The parts of Chart.js that the page uses, and its start; the bundler drops the rest. */
const ENTRY = `
import { Chart, Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip } from "chart.js";
import { drawPage } from ${JSON.stringify(join(import.meta.dir, "draw.ts"))};
Chart.register(Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip);
drawPage(Chart);
`;

/** The plots of the page, in the order of their figures: rendering goes from top to bottom. */
const PagePlots = createContext<Plot[]>([]);

export interface Page {
  readonly title: string;
  /** The text at the top: what the page is, and when it was measured. */
  readonly about: string;
  readonly startedAt: string;
  readonly foot: string;
  readonly children: ComponentChildren;
}

/** @throws {AggregateError} if the page's script cannot be bundled */
export async function htmlPage(page: Page): Promise<string> {
  const [script, stylesheet] = await Promise.all([pageScript(), pageStyles()]);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(stylesheet)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const markup = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>{page.title}</title>
        <style dangerouslySetInnerHTML={{ __html: stylesheet }} />
      </head>
      <body>
        <PageBody {...page} />
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>,
  );
  return `<!doctype html>\n${markup}\n`;
}

/** The content of the page, without its style and script. */
function PageBody({ about, startedAt, foot, children }: Omit<Page, "title">) {
  return (
    <PagePlots.Provider value={[]}>
      <header class="head">
        <h1>
          <Mark />
          Streamgauge
        </h1>
        <p>{about}</p>
        <time>{startedAt}</time>
      </header>
      <main>{children}</main>
      <footer class="foot">
        <p>{foot}</p>
        <p id="zooming">
          Drag across a chart to look closer. On the keyboard: + and − zoom, the arrows move, 0
          shows all.
        </p>
      </footer>
      <PlotData />
    </PagePlots.Provider>
  );
}

/** Adds a plot to the page's data; returns its index there. */
export function usePlotIndex(plot: Plot): number {
  return useContext(PagePlots).push(plot) - 1;
}

/** Must come after all figures. */
function PlotData() {
  const data = embeddedJson(useContext(PagePlots));
  return <script type="application/json" id="plots" dangerouslySetInnerHTML={{ __html: data }} />;
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
      <g fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round">
        <path d="M13 5v11M13 5.5h7M13 9h4M13 12.5h7" />
        <path d="M6 20q5-4.5 10 0t10 0M6 25.5q5-4.5 10 0t10 0" />
      </g>
    </svg>
  );
}

/**
 * JSON for a `<script type="application/json">`. Without any `<`, no text can end the element or start a comment in
 * it; the escape means the same in JSON.
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

async function pageStyles(): Promise<string> {
  const sheets = await Promise.all(STYLESHEETS.map((name) => Bun.file(name).text()));
  return sheets.join("\n");
}

async function pageScript(): Promise<string> {
  const entry = join(import.meta.dir, "page-entry.ts");
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    files: { [entry]: ENTRY },
    target: "browser",
    format: "iife",
    minify: true,
  });
  const text = (await outputs[0]?.text()) ?? "";
  // In a string or a pattern of the script this means the same, and does not end the element.
  return text.replaceAll("</script", String.raw`<\/script`);
}

/** [CSP] The hash is of the element's text, exactly as the parser reads it. */
function hashOf(text: string): string {
  return `sha256-${new Bun.CryptoHasher("sha256").update(text).digest("base64")}`;
}
