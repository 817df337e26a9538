/** A button that opens a list of entries below it, or above it where there is more room. */

import { useRef } from "preact/hooks";

export interface MenuEntry {
  readonly name: string;
  readonly label: string;
  readonly choose: () => void;
}

export interface MenuProps {
  /** Identifies the menu in the page: `data-menu`. */
  readonly name: string;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

/** Below this there is no room for a menu. */
const LEAST_PX = 200;
const AWAY_PX = 8;

export function Menu({ name, label, entries }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const id = `menu-${name}`;
  return (
    <>
      <button
        type="button"
        class="quiet"
        data-menu={name}
        popovertarget={id}
        disabled={entries.length === 0}
        onClick={(event) => place(event.currentTarget, menu.current)}
      >
        {label}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        class="chart-menu entry-menu"
        aria-label={label}
        onToggle={({ newState, currentTarget }) => {
          if (newState === "open") focusFirst(currentTarget);
        }}
      >
        {entries.map((entry) => (
          <button
            key={entry.name}
            type="button"
            class="quiet"
            data-entry={entry.name}
            onClick={() => {
              menu.current?.hidePopover();
              entry.choose();
            }}
            onKeyDown={moveFocus}
          >
            {entry.label}
          </button>
        ))}
      </div>
    </>
  );
}

/** `autofocus` would complain whenever an entry is added while something has the focus. */
function focusFirst(menu: HTMLElement): void {
  const first = menu.firstElementChild;
  if (first instanceof HTMLElement) first.focus();
}

/** Popovers are placed in the window. */
function place(button: HTMLElement, menu: HTMLElement | null): void {
  const { top, bottom, left } = button.getBoundingClientRect();
  const { clientHeight, clientWidth } = document.documentElement;
  const isBelow = clientHeight - bottom > Math.min(top, LEAST_PX);
  const style = {
    left: `${Math.min(left, clientWidth / 2)}px`,
    top: isBelow ? `${bottom + 2}px` : "auto",
    bottom: isBelow ? "auto" : `${clientHeight - top + 2}px`,
    maxHeight: `${(isBelow ? clientHeight - bottom : top) - AWAY_PX}px`,
    maxWidth: `${clientWidth - Math.min(left, clientWidth / 2) - AWAY_PX}px`,
  };
  if (menu !== null) Object.assign(menu.style, style);
}

/** The arrow keys move between the entries, as well as Tab. */
export function moveFocus(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const { currentTarget, key } = event;
  const next = {
    ArrowDown: currentTarget.nextElementSibling,
    ArrowUp: currentTarget.previousElementSibling,
  }[key];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
