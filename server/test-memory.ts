/** Support for tests of what things hold in memory. */

const TIMES = 3;

/**
 * Bytes that hold what `make` returns, including memory outside the heap that its objects own: the median of three, which
 * all stay reachable. What earlier tests left behind may be collected meanwhile, but hardly during two of them.
 */
export async function heldBytesOf<Thing>(
  make: () => Thing | Promise<Thing>,
): Promise<{ readonly held: number; readonly made: readonly Thing[] }> {
  const made: Thing[] = [];
  const added: number[] = [];
  let before = reachableBytes();
  while (made.length < TIMES) {
    made.push(await make());
    const after = reachableBytes();
    added.push(after - before);
    before = after;
  }
  const held = added.toSorted((one, other) => one - other)[1] ?? Number.NaN;
  return { held, made };
}

function reachableBytes(): number {
  Bun.gc(true);
  return process.memoryUsage().heapUsed;
}
