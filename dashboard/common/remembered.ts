/**
 * Small things that are remembered: choices by this browser, what is open by this tab, until it is closed. Where storage
 * is forbidden they last as long as the page.
 */

const PREFIX = "streamgauge-";

/** Where something can be remembered. */
export interface Memory {
  /** `undefined` if nothing is remembered, or storage is forbidden. */
  readonly recall: (name: string) => string | undefined;
  readonly remember: (name: string, value: string) => void;
}

export const BROWSER_MEMORY: Memory = memoryIn(() => localStorage);
export const TAB_MEMORY: Memory = memoryIn(() => sessionStorage);
export const { recall, remember } = BROWSER_MEMORY;

/** Browsers that forbid storage throw when it is looked at. */
function memoryIn(storage: () => Storage): Memory {
  return {
    recall(name) {
      try {
        return storage().getItem(PREFIX + name) ?? undefined;
      } catch {
        return undefined;
      }
    },
    remember(name, value) {
      try {
        storage().setItem(PREFIX + name, value);
      } catch {
        // Full or forbidden: nothing depends on it.
      }
    },
  };
}
