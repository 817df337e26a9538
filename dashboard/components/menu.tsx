/** A button that opens a list of entries below it, or above it where there is more room. */

import { useEffect, useRef } from "preact/hooks";
import { focusFirst, MenuEntries, type MenuEntry, pressInMenu } from "./menu-entries.tsx";
import { EDGE_PX } from "./menu-keys.ts";

export interface MenuProps {
  /** Identifies the menu in the page: `data-menu`. */
  readonly name: string;
  readonly label: string;
  /** Names it for screen readers. Default: the label, which may change after a choice. */
  readonly title?: string;
  /** Which of its edges is in line with the button's, unless the other one has more room. Default: the left one. */
  readonly edge?: "left" | "right";
  readonly entries: readonly MenuEntry[];
}

/** Below this there is no room for a menu. */
const LEAST_PX = 200;

export function Menu({ name, label, title, edge = "left", entries }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const id = `menu-${name}`;
  const close = () => menu.current?.hidePopover();
  useEffect(() => {
    // Its button is elsewhere then.
    addEventListener("resize", close);
    return () => removeEventListener("resize", close);
  }, []);
  return (
    <>
      <button
        type="button"
        class="quiet"
        data-menu={name}
        popovertarget={id}
        aria-haspopup="menu"
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
        role="menu"
        class="menu"
        aria-label={title ?? label}
        onKeyDown={(event) => pressInMenu(event, close)}
        onToggle={({ newState, currentTarget }) => {
          if (newState === "open") focusFirst(currentTarget);
        }}
      >
        <MenuEntries entries={entries} close={close} />
      </div>
    </>
  );
}

/** Popovers are placed in the window. */
function place(button: HTMLElement, menu: HTMLElement | null, edge: "left" | "right"): void {
  const { top, bottom, left, right } = button.getBoundingClientRect();
  const { clientHeight, clientWidth } = document.documentElement;
  const isBelow = clientHeight - bottom > Math.min(top, LEAST_PX);
  const [fromLeftPx, fromRightPx] = [left, clientWidth - right];
  const isAtLeft = edge === "left" ? left <= clientWidth / 2 : fromRightPx > clientWidth / 2;
  const sidePx = isAtLeft ? fromLeftPx : fromRightPx;
  const style = {
    left: isAtLeft ? `${sidePx}px` : "auto",
    right: isAtLeft ? "auto" : `${sidePx}px`,
    top: isBelow ? `${bottom + 2}px` : "auto",
    bottom: isBelow ? "auto" : `${clientHeight - top + 2}px`,
    maxHeight: `${(isBelow ? clientHeight - bottom : top) - EDGE_PX}px`,
    maxWidth: `${clientWidth - sidePx - EDGE_PX}px`,
  };
  if (menu !== null) Object.assign(menu.style, style);
}
