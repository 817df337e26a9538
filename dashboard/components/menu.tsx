/** A button that opens a list of entries below it, or above it where there is more room. */

import { useRef } from "preact/hooks";
import { verbatim } from "./verbatim.tsx";

export interface MenuEntry {
  readonly name: string;
  readonly label: string;
  readonly choose: () => void;
}

export interface MenuProps {
  /** Identifies the menu in the page: `data-menu`. */
  readonly name: string;
  readonly label: string;
  /** Names it for screen readers. Default: the label, which may change after a choice. */
  readonly title?: string;
  /** Which of its edges is in line with the button's. Default: the left one. */
  readonly edge?: "left" | "right";
  readonly entries: readonly MenuEntry[];
}

/** Below this there is no room for a menu. */
const LEAST_PX = 200;
const AWAY_PX = 8;

export function Menu({ name, label, title, edge = "left", entries }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const id = `menu-${name}`;
  return (
    <>
      <button
        type="button"
        class="quiet"
        data-menu={name}
        popovertarget={id}
        aria-label={title}
        disabled={entries.length === 0}
        onClick={(event) => place(event.currentTarget, menu.current, edge)}
      >
        {title === undefined ? label : <span role="status">{label}</span>}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        class="menu"
        aria-label={title ?? label}
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
            {verbatim(entry.label)}
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
function place(button: HTMLElement, menu: HTMLElement | null, edge: "left" | "right"): void {
  const { top, bottom, left, right } = button.getBoundingClientRect();
  const { clientHeight, clientWidth } = document.documentElement;
  const isBelow = clientHeight - bottom > Math.min(top, LEAST_PX);
  const fromEdgePx = edge === "left" ? left : clientWidth - right;
  const sidePx = Math.min(fromEdgePx, clientWidth / 2);
  const style = {
    left: edge === "left" ? `${sidePx}px` : "auto",
    right: edge === "right" ? `${sidePx}px` : "auto",
    top: isBelow ? `${bottom + 2}px` : "auto",
    bottom: isBelow ? "auto" : `${clientHeight - top + 2}px`,
    maxHeight: `${(isBelow ? clientHeight - bottom : top) - AWAY_PX}px`,
    maxWidth: `${clientWidth - sidePx - AWAY_PX}px`,
  };
  if (menu !== null) Object.assign(menu.style, style);
}

/** The arrow keys move between the entries, as well as Tab. */
function moveFocus(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const { currentTarget, key } = event;
  const next = {
    ArrowDown: currentTarget.nextElementSibling,
    ArrowUp: currentTarget.previousElementSibling,
  }[key];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
