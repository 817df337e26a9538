/**
 * The menu of a thing: opened by the right button of the mouse, by the Menu key or by Shift+F10, where the thing is. There
 * is one, in the window. Whatever has a menu listens for `contextmenu` and calls `openContextMenu()`.
 * [pattern] https://www.w3.org/WAI/ARIA/apg/patterns/menu/
 */

import { visibleText } from "../common/hidden-characters.ts";
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { focusFirst, MenuEntries, type MenuEntry, pressInMenu } from "./menu-entries.tsx";
import { EDGE_PX, menuCorner } from "./menu-keys.ts";

/** In these the browser's own menu is of more use: it spells, pastes, and opens links in another tab. */
const FOR_THE_BROWSER =
  "input:not([type=checkbox], [type=radio]), textarea, select, a[href], [contenteditable]";

interface OpenMenu {
  /** Tells menus apart. */
  readonly number: number;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly xPx: number;
  readonly yPx: number;
  /** What had the focus. */
  readonly returnTo: Element | null;
}

const shown = signal<OpenMenu | undefined>(undefined);

let count = 0;

/** Opens a menu for a `contextmenu` event, unless that is the browser's; `label` names it for screen readers. */
export function openContextMenu(
  event: MouseEvent,
  label: string,
  entries: readonly MenuEntry[],
): void {
  if (event.defaultPrevented || entries.length === 0 || isForTheBrowser(event)) return;
  event.preventDefault();
  const returnTo = shown.peek()?.returnTo ?? document.activeElement;
  const [xPx, yPx] = [event.clientX, event.clientY];
  shown.value = { number: ++count, label, entries, xPx, yPx, returnTo };
}

/** The place of all such menus in the window. */
export function ContextMenu() {
  useEffect(() => {
    document.addEventListener("keydown", askByKey);
    return () => document.removeEventListener("keydown", askByKey);
  }, []);
  const menu = shown.value;
  return menu === undefined ? null : <Opened key={menu.number} menu={menu} />;
}

function Opened({ menu: { label, entries, xPx, yPx } }: { readonly menu: OpenMenu }) {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (menu.current === null) return undefined;
    menu.current.showPopover();
    place(menu.current, xPx, yPx);
    focusFirst(menu.current);
    return closeWhenLeft(menu.current);
  }, []);
  return (
    <div
      ref={menu}
      // The browser would close an automatic one as the button that opened it is let go.
      popover="manual"
      role="menu"
      class="menu"
      aria-label={visibleText(label)}
      data-context-menu
      onKeyDown={(event) => pressInMenu(event, close)}
      onContextMenu={(event) => event.preventDefault()}
    >
      <MenuEntries entries={entries} close={close} />
    </div>
  );
}

function close(): void {
  const returnTo = shown.peek()?.returnTo;
  shown.value = undefined;
  if (returnTo instanceof HTMLElement) returnTo.focus({ preventScroll: true });
}

/** A list that follows its newest row scrolls by itself, so only what people do to scroll closes the menu. */
function closeWhenLeft(menu: HTMLElement): () => void {
  const left = new AbortController();
  const { signal: until } = left;
  const closeOutside = ({ target }: Event) => {
    if (!(target instanceof Node && menu.contains(target))) close();
  };
  for (const type of ["pointerdown", "wheel", "touchmove"]) {
    document.addEventListener(type, closeOutside, { capture: true, passive: true, signal: until });
  }
  for (const type of ["blur", "resize"]) addEventListener(type, close, { signal: until });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    const isLeft = relatedTarget instanceof Node && !menu.contains(relatedTarget);
    if (isLeft) shown.value = undefined;
  });
  return () => left.abort();
}

function place(menu: HTMLElement, xPx: number, yPx: number): void {
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  menu.style.maxWidth = `${width - 2 * EDGE_PX}px`;
  menu.style.maxHeight = `${height - 2 * EDGE_PX}px`;
  const corner = menuCorner({ xPx, yPx }, menu.getBoundingClientRect(), { width, height });
  menu.style.left = `${corner.leftPx}px`;
  menu.style.top = `${corner.topPx}px`;
}

/** With Shift, in a field, on a link, or on a text that is selected. */
function isForTheBrowser({ shiftKey, target }: MouseEvent): boolean {
  if (shiftKey || !(target instanceof Element)) return true;
  const selection = getSelection();
  const isSelected = selection?.isCollapsed === false && selection.containsNode(target, true);
  return isSelected || target.closest(FOR_THE_BROWSER) !== null;
}

/**
 * The Menu key and Shift+F10 ask what has the focus, or the row that it stands for. Browsers do so too, but not for such
 * rows.
 */
function askByKey(event: KeyboardEvent): void {
  if (event.key !== "ContextMenu" && !(event.key === "F10" && event.shiftKey)) return;
  const focused = document.activeElement;
  const row = document.getElementById(focused?.getAttribute("aria-activedescendant") ?? "");
  const asked = row ?? focused;
  if (asked === null) return;
  const { left, top, width, height } = asked.getBoundingClientRect();
  const isOpened = !asked.dispatchEvent(
    new MouseEvent("contextmenu", {
      bubbles: true,
      cancelable: true,
      clientX: left + width / 2,
      clientY: top + height / 2,
    }),
  );
  if (isOpened) event.preventDefault();
}
