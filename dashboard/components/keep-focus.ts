/**
 * The focus is never lost: when what has it is removed, disabled or hidden, such as a button that has done its work, the
 * focus moves to what is left beside it. Dialogs and menus give it back themselves.
 */

const TABBABLE = `:is(a[href], button, input, select, textarea, summary, [tabindex="0"]):not(:disabled)`;
const OVERLAYS = "dialog, [popover]";
const SHUT = "[hidden], dialog:not([open])";

export function keepFocus(root: HTMLElement): void {
  /** What had the focus last, and what it was in, from the inside out. */
  let last: Element | undefined;
  let around: readonly Element[] = [];
  let isAsked = false;
  const look = () => {
    isAsked = false;
    const { activeElement } = document;
    if (last === undefined || !isLost(last)) return;
    if (activeElement === document.body || activeElement === last) heir(last, around)?.focus();
    if (document.activeElement === activeElement) last = undefined;
  };
  const observer = new MutationObserver(() => {
    if (isAsked || last === undefined || !isLost(last)) return;
    isAsked = true;
    requestAnimationFrame(look);
  });
  root.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof Element) || target.closest(OVERLAYS) !== null) return;
    last = target;
    around = ancestorsOf(target, root);
  });
  root.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (relatedTarget !== null || target !== last) return;
    // Somebody has pressed beside everything, unless the element is just being removed: browsers tell it before they do so.
    queueMicrotask(() => {
      if (target === last && last !== undefined && !isLost(last)) last = undefined;
    });
  });
  observer.observe(root, {
    subtree: true,
    childList: true,
    attributeFilter: ["disabled", "hidden"],
  });
}

function isLost(element: Element): boolean {
  return !element.isConnected || element.matches(":disabled") || element.closest(SHUT) !== null;
}

/** The nearest that can take the focus; of another panel, its entry in the navigation. */
function heir(lost: Element, around: readonly Element[]): HTMLElement | undefined {
  for (const place of around) {
    if (place.matches("main")) break;
    if (isLost(place)) continue;
    const found = [...place.querySelectorAll<HTMLElement>(TABBABLE)].find(
      (element) => element !== lost && isFree(element),
    );
    if (found !== undefined) return found;
  }
  return document.querySelector<HTMLElement>("[data-nav][aria-current]") ?? undefined;
}

/** Of radio buttons only the chosen one is reached by Tab. */
function isFree(element: HTMLElement): boolean {
  const isOther = element instanceof HTMLInputElement && element.type === "radio";
  return element.checkVisibility() && !(isOther && !element.checked);
}

function ancestorsOf(element: Element, root: Element): readonly Element[] {
  const ancestors: Element[] = [];
  for (let one = element.parentElement; one !== null && one !== root; one = one.parentElement) {
    ancestors.push(one);
  }
  return ancestors;
}
