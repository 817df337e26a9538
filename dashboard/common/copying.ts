/** Copies to the clipboard, which browsers allow on secure origins only; otherwise it saves a file. */

import { saveFile } from "./save-file.ts";

export type Copied = "copied" | "saved";

/** Copies a text, or saves it under `fileName`. */
export async function copyText(text: string, type: string, fileName: string): Promise<Copied> {
  try {
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    return save(new Blob([text], { type }), fileName);
  }
}

/** Copies an image, or saves it under `fileName`. */
export async function copyImage(image: Blob, fileName: string): Promise<Copied> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ [image.type]: image })]);
    return "copied";
  } catch {
    return save(image, fileName);
  }
}

function save(blob: Blob, fileName: string): Copied {
  saveFile(blob, fileName);
  return "saved";
}
