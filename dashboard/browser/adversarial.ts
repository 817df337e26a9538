/** Strings that break naive event streams, the same in each run: line ends, NUL, BOM, disguised fields, size. */

const PARTS = [
  "",
  "\r",
  "\n",
  "\r\n",
  "\n\n",
  "\n\r",
  "\u2028",
  "\u2029",
  "\0",
  "\uFEFF",
  " ",
  "\t",
  ":",
  "data: x",
  "id: forged\n",
  "event: forged\n\n",
  "retry: 1",
  "😀",
  "👩‍👩‍👧‍👦",
  "é",
  "e\u0301",
  "漢字",
  "plain",
];
/** 64 kB, in one line and in many. */
const LARGE = ["x".repeat(65_536), "wide 漢\n".repeat(6_554)];
const MOST_PARTS = 8;

/** The first strings are the parts themselves; every hundredth is large. */
export function adversarialStrings(count: number): string[] {
  const random = seededRandom(20_260_101);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? "";
  return Array.from({ length: count }, (_, index) => {
    const part = PARTS[index];
    if (part !== undefined) return part;
    if (index % 100 === 0) return pick(LARGE);
    const length = 1 + Math.floor(random() * MOST_PARTS);
    return Array.from({ length }, () => pick(PARTS)).join("");
  });
}

/** A linear congruential generator: Numerical Recipes' constants. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
