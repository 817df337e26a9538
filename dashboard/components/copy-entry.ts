/** The entry of a menu that copies a text. */

import type { MenuEntry } from "./menu-entries.tsx";
import { copyAndTell } from "./toasts.ts";

/** `what` names the text in the notice. */
export function copyEntry(name: string, label: string, text: string, what: string): MenuEntry {
  return { name, label, choose: () => void copyAndTell(text, what) };
}
