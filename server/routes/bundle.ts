/** Bundles the dashboard in memory, without a build step or files on disk. */

export interface PageAsset {
  readonly bytes: ArrayBuffer;
  readonly contentType: string;
}

export interface PageBundle {
  readonly html: string;
  /** By file name, which includes a hash of the content. */
  readonly assets: ReadonlyMap<string, PageAsset>;
}

/**
 * Bundles an HTML file with everything it refers to, which is served below `/assets/`.
 * @throws {AggregateError} when the sources do not build
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
 * Loads the page at `htmlPath`. In development every load bundles it again; otherwise it is bundled once, on the
 * first request, and again on the next one if that failed.
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
