/**
 * Web Locks as the dashboard uses them: held until let go, and never longer than the tab lives, so what
 * they say about other tabs is true even after a crash. Browsers offer them on HTTPS and on loopback only.
 */

export const hasLocks = "locks" in navigator;

const NO_LOCKS: LockManagerSnapshot = {};

export interface LockOptions {
  readonly name: string;
  readonly mode?: LockMode;
  /** Takes it from whoever holds it. */
  readonly isForced?: boolean;
  readonly onHeld?: () => void;
  /** It was taken by force, or the browser forbids locks; not called once it was let go. */
  readonly onLost?: (error: unknown) => void;
}

/** Waits for a lock and holds it; answers what lets it go, or ends the wait. */
export function holdLock(options: LockOptions): () => void {
  const { name, mode = "exclusive", isForced = false, onHeld, onLost } = options;
  const wait = new AbortController();
  const hold = Promise.withResolvers<void>();
  // The standard forbids a signal beside `steal`, which waits for nobody.
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

/** How many tabs of this browser hold a lock in shared mode, this one included; 0 where nobody can know. */
export async function countHolders(name: string): Promise<number> {
  if (!hasLocks) return 0;
  const { held = [] } = await navigator.locks.query().catch(() => NO_LOCKS);
  return held.filter((lock) => lock.name === name).length;
}
