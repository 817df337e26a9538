/** Bundles the dashboard in memory: there is no build step, and nothing is written to disk. */

export interface PageAsset {
  readonly bytes: ArrayBuffer;
  readonly contentType: string;
}

export interface PageBundle {
  readonly html: string;
  /** By file name; each name carries the hash of its content. */
  readonly assets: ReadonlyMap<string, PageAsset>;
}

/**
 * Bundles an HTML file with all that it refers to, as served below `/assets/`.
 * @throws {AggregateError} when the bundler finds a fault in the sources
 */
export async function bundlePage(htmlPath: string, isDev: boolean): Promise<PageBundle> {
  const { outputs } = await Bun.build({
    entrypoints: [htmlPath],
    target: "browser",
    publicPath: "/assets/",
    minify: !isDev,
    sourcemap: isDev ? "inline" : "none",
    define: { "process.env.NODE_ENV": JSON.stringify(isDev ? "development" : "production") },
  });
  let html = "";
  const assets = new Map<string, PageAsset>();
  for (const output of outputs) {
    const name = output.path.split("/").at(-1) ?? output.path;
    if (name.endsWith(".html")) html = await output.text();
    else assets.set(name, { bytes: await output.arrayBuffer(), contentType: output.type });
  }
  return { html, assets };
}

/**
 * Loads the page at `htmlPath`. In development each load is bundled anew; else it is bundled once, when it is first
 * asked for, and again by the next who asks where that failed.
 */
export function pageLoader(htmlPath: string, isDev: boolean): () => Promise<PageBundle> {
  let bundled: Promise<PageBundle> | undefined;
  return () => {
    if (isDev) return bundlePage(htmlPath, isDev);
    if (bundled !== undefined) return bundled;
    bundled = bundlePage(htmlPath, isDev);
    bundled.catch(() => (bundled = undefined));
    return bundled;
  };
}
