/**
 * Web Locks: held until released, and never longer than the tab lives, so that what they say about other tabs is true
 * even after a crash. Browsers offer them only on HTTPS and on loopback.
 */

export const hasLocks = "locks" in navigator;

const NO_LOCKS: LockManagerSnapshot = {};

export interface LockOptions {
  readonly name: string;
  readonly mode?: LockMode;
  /** Takes it from its holder. */
  readonly isForced?: boolean;
  readonly onHeld?: () => void;
  /** It was taken by force, or the browser forbids locks; not called after a release. */
  readonly onLost?: (error: unknown) => void;
}

/** Waits for a lock and holds it; returns a function that releases it, or ends the wait. */
export function holdLock(options: LockOptions): () => void {
  const { name, mode = "exclusive", isForced = false, onHeld, onLost } = options;
  const wait = new AbortController();
  const hold = Promise.withResolvers<void>();
  // The standard forbids a signal together with `steal`, which does not wait.
  const how = isForced ? { mode, steal: true } : { mode, signal: wait.signal };
  const asked = navigator.locks.request(name, how, () => {
    if (wait.signal.aborted) return undefined;
    onHeld?.();
    return hold.promise;
  });
  asked.catch((error: unknown) => {
    if (!wait.signal.aborted) onLost?.(error);
  });
  return () => {
    wait.abort();
    hold.resolve();
  };
}

/** How many tabs of this browser hold a lock in shared mode, including this one; 0 if unknown. */
export async function countHolders(name: string): Promise<number> {
  if (!hasLocks) return 0;
  const { held = [] } = await navigator.locks.query().catch(() => NO_LOCKS);
  return held.filter((lock) => lock.name === name).length;
}
