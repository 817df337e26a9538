/**
 * The knee of a curve: the point farthest below the chord from its first to its last point, on axes
 * scaled to one (Satopää et al., "Finding a 'Kneedle' in a Haystack", 2011, for a convex curve).
 */

/**
 * The x of the knee; `undefined` if there is none: fewer than three points, or no bend. Points must be sorted by x.
 */
export function kneeOf(points: readonly (readonly [x: number, y: number])[]): number | undefined {
  const finite = points.filter(([, y]) => Number.isFinite(y));
  const [first, last] = [finite[0], finite.at(-1)];
  if (finite.length < 3 || first === undefined || last === undefined) return undefined;
  const width = last[0] - first[0];
  const height = last[1] - first[1];
  if (width <= 0 || height <= 0) return undefined;
  let deepest = 0;
  let knee: number | undefined;
  for (const [x, y] of finite) {
    const depth = (x - first[0]) / width - (y - first[1]) / height;
    if (depth <= deepest) continue;
    deepest = depth;
    knee = x;
  }
  return knee;
}
