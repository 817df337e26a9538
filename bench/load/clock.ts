/** The clock that the processes of one machine share: ms since 1970 with fractions, and steady within a process. */

export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}
