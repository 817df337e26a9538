/** Bundles the dashboard in memory, without a build step or files on disk. */

import { dirname, join } from "node:path";
import { type PageAsset, readManifest } from "./web-manifest.ts";

const PUBLIC_PATH = "/assets/";
/** The link to the manifest that the bundler copied. */
const MANIFEST_LINK = /\/assets\/([\w.-]+\.webmanifest)/;
/** What a page needs to be drawn; the manifest and its icons are the browser's. */
const OF_THE_SHELL = /\.(js|css|svg)$/;

export interface PageBundle {
  readonly html: string;
  /** By file name, which includes a hash of the content. */
  readonly assets: ReadonlyMap<string, PageAsset>;
  /** The script of the service worker, which knows the page's assets. In development it removes itself. */
  readonly serviceWorker: string;
}

/** Paths of the sources. */
export interface PageSources {
  readonly html: string;
  readonly serviceWorker: string;
}

/**
 * Bundles an HTML file with everything it refers to, which is served below `/assets/`, and its service worker.
 * @throws {AggregateError} when the sources do not build
 */
export async function bundlePage(sources: PageSources, isDev: boolean): Promise<PageBundle> {
  const built = await build(sources.html, isDev, {});
  let html = "";
  const assets = new Map<string, PageAsset>();
  for (const output of built) {
    const name = output.path.split("/").at(-1) ?? output.path;
    if (name.endsWith(".html")) html = await output.text();
    else assets.set(name, { bytes: await output.arrayBuffer(), contentType: output.type });
  }
  html = await withManifest(html, dirname(sources.html), assets);
  const [worker] = await build(sources.serviceWorker, isDev, {
    SHELL: isDev ? "undefined" : JSON.stringify(shellOf(html, [...assets.keys()])),
  });
  return { html, assets, serviceWorker: (await worker?.text()) ?? "" };
}

async function build(
  entry: string,
  isDev: boolean,
  define: Readonly<Record<string, string>>,
): Promise<readonly Bun.BuildArtifact[]> {
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    target: "browser",
    publicPath: PUBLIC_PATH,
    minify: !isDev,
    sourcemap: isDev ? "inline" : "none",
    define: {
      "process.env.NODE_ENV": JSON.stringify(isDev ? "development" : "production"),
      ...define,
    },
  });
  return outputs;
}

/** Replaces the bundler's copy of the manifest, if the page has one, by one whose icons are assets too. */
async function withManifest(
  html: string,
  folder: string,
  assets: Map<string, PageAsset>,
): Promise<string> {
  const copied = MANIFEST_LINK.exec(html)?.[1];
  if (copied === undefined) return html;
  const path = join(folder, copied.replace(/-\w+(?=\.webmanifest$)/, ""));
  const [manifest, ...icons] = await readManifest(path, PUBLIC_PATH);
  if (manifest === undefined) return html;
  assets.delete(copied);
  for (const { name, ...asset } of [manifest, ...icons]) assets.set(name, asset);
  return html.replace(copied, manifest.name);
}

/** What the service worker keeps, and a name for exactly that. */
function shellOf(html: string, names: readonly string[]) {
  const paths = names.filter((name) => OF_THE_SHELL.test(name)).map((name) => PUBLIC_PATH + name);
  return { revision: Bun.hash(html + paths.join()).toString(36), assets: paths };
}

/**
 * Loads the page. In development every load bundles it again; otherwise it is bundled once, on the first request, and
 * again on the next one if that failed.
 */
export function pageLoader(sources: PageSources, isDev: boolean): () => Promise<PageBundle> {
  let bundled: Promise<PageBundle> | undefined;
  return () => {
    if (isDev) return bundlePage(sources, isDev);
    if (bundled !== undefined) return bundled;
    bundled = bundlePage(sources, isDev);
    bundled.catch(() => (bundled = undefined));
    return bundled;
  };
}
