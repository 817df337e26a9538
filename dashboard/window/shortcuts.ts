/** The keys of the commands. Ignored while typing and in dialogs; Ctrl+K or Cmd+K finds a command from anywhere. */

import { COMMANDS, type Program } from "./commands.ts";

/** Escape closes these first. */
const OVERLAYS = "dialog[open], :popover-open";

export function startShortcuts(program: Program): void {
  const { view } = program;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      view.isPaletteOpen.value = !view.isPaletteOpen.peek();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "Escape" && document.querySelector(OVERLAYS) === null) {
      if (view.zoom.peek() === undefined) view.enlarged.value = undefined;
      else view.zoom.value = undefined;
      return;
    }
    const command = COMMANDS.find(({ key }) => key === event.key);
    if (command === undefined) return;
    event.preventDefault();
    command.run(program);
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A dialog that has just been closed keeps the focus for a moment.
  if (target.closest("dialog:not([open])") !== null) return false;
  return target.matches("textarea, select, input:not([type=radio])") || target.isContentEditable;
}
