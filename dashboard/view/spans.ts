/** How long a time the charts show, up to the day that the hub keeps. */

export const SPANS_MIN = [1, 5, 10, 60, 360, 1_440] as const;
export type SpanMin = (typeof SPANS_MIN)[number];

export const DEFAULT_SPAN_MIN = 5 satisfies SpanMin;

/** `5 min`, `24 h`. */
export function spanLabel(spanMin: SpanMin): string {
  return spanMin < 60 ? `${spanMin} min` : `${spanMin / 60} h`;
}

/** The span that an address names, if it is one of them. */
export function spanIn(text: string | undefined): SpanMin | undefined {
  return SPANS_MIN.find((spanMin) => String(spanMin) === text);
}
