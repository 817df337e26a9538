/** The entries of a menu, which opens at a button or where the mouse is, and what its keys do. */

import { entryAfter } from "./menu-keys.ts";
import { verbatim } from "./verbatim.tsx";

export interface MenuEntry {
  readonly name: string;
  readonly label: string;
  readonly choose: () => void;
}

/** The entries that apply; the others are `undefined`. */
export function entriesOf(...entries: readonly (MenuEntry | undefined)[]): readonly MenuEntry[] {
  return entries.filter((entry) => entry !== undefined);
}

export interface MenuEntriesProps {
  readonly entries: readonly MenuEntry[];
  /** Closes the menu, and gives the focus back, before an entry does what it is for. */
  readonly close: () => void;
}

/** Belongs into an element of the role `menu`, which listens for keys with `pressInMenu()`. */
export function MenuEntries({ entries, close }: MenuEntriesProps) {
  return (
    <>
      {entries.map(({ name, label, choose }) => (
        <button
          key={name}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class="quiet"
          data-entry={name}
          onClick={() => {
            close();
            choose();
          }}
        >
          {verbatim(label)}
        </button>
      ))}
    </>
  );
}

/** `autofocus` would complain whenever an entry is added while something has the focus. */
export function focusFirst(menu: HTMLElement): void {
  itemsOf(menu)[0]?.focus();
}

type MenuKeyEvent = KeyboardEvent & { readonly currentTarget: HTMLElement };

/** No key without Ctrl, Alt or Meta reaches the window's commands. */
export function pressInMenu(event: MenuKeyEvent, close: () => void): void {
  const { key, currentTarget } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.stopPropagation();
  // From where the focus was before, Tab then moves on.
  if (key === "Escape" || key === "Tab") return close();
  const items = itemsOf(currentTarget);
  const at = items.findIndex((item) => item === document.activeElement);
  const labels = items.map(({ textContent }) => textContent ?? "");
  const next = entryAfter(key, labels, at);
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}

function itemsOf(menu: HTMLElement): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
}
