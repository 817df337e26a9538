/**
 * The page's web app manifest as an asset. The bundler copies a manifest as it is, so its icons are added here, and it
 * then has a name by its new content: whatever changes gets a new address, since browsers keep assets for a year.
 */

import { basename, dirname, extname, join } from "node:path";

const CONTENT_TYPE = "application/manifest+json";

export interface PageAsset {
  readonly bytes: ArrayBuffer;
  readonly contentType: string;
}

export interface NamedAsset extends PageAsset {
  readonly name: string;
}

interface Manifest {
  readonly icons: readonly { readonly src: string }[];
}

/**
 * Reads a manifest with the icons that it names by their path from it; the manifest comes first.
 * @throws {Error} when a file is missing, or the manifest is not JSON with icons
 */
export async function readManifest(path: string, publicPath: string): Promise<NamedAsset[]> {
  const manifest: unknown = await Bun.file(path).json();
  if (!isManifest(manifest)) throw new TypeError(`${path} is not a manifest with icons`);
  const sources = manifest.icons.map(({ src }) => src);
  const icons = await Promise.all(sources.map((src) => readAsset(join(dirname(path), src))));
  const addresses = new Map(sources.map((src, index) => [src, publicPath + icons[index]?.name]));
  const text = JSON.stringify(manifest, (key, value) =>
    key === "src" ? addresses.get(value) : value,
  );
  const bytes = await new Blob([text]).arrayBuffer();
  return [{ name: hashedName(path, bytes), bytes, contentType: CONTENT_TYPE }, ...icons];
}

async function readAsset(path: string): Promise<NamedAsset> {
  const file = Bun.file(path);
  const bytes = await file.arrayBuffer();
  return { name: hashedName(path, bytes), bytes, contentType: file.type };
}

function hashedName(path: string, bytes: ArrayBuffer): string {
  const extension = extname(path);
  return `${basename(path, extension)}-${Bun.hash(bytes).toString(36)}${extension}`;
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null || !("icons" in value)) return false;
  const { icons } = value;
  return Array.isArray(icons) && icons.every((icon) => typeof icon?.src === "string");
}
