/**
 * Prometheus' text format 0.0.4: a family has one HELP and one TYPE line before its samples.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */

export const PROMETHEUS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** A histogram since the start. Its counts are cumulative; the last is the total. */
export interface CumulativeHistogram {
  readonly bounds: readonly number[];
  readonly cumulativeCounts: readonly number[];
  readonly sum: number;
}

/** A name has letters, digits and `_`, and ends in its base unit; a counter's then ends in `_total`. */
export type MetricFamily =
  | {
      readonly kind: "counter" | "gauge";
      readonly name: string;
      readonly help: string;
      readonly value: number;
      readonly labels?: Labels;
    }
  | {
      readonly kind: "counter" | "gauge";
      readonly name: string;
      readonly help: string;
      /** One for each set of labels. */
      readonly samples: readonly { readonly labels: Labels; readonly value: number }[];
    }
  | {
      readonly kind: "histogram";
      readonly name: string;
      readonly help: string;
      readonly value: CumulativeHistogram;
    };

type Labels = Readonly<Record<string, string>>;

export function prometheusText(families: readonly MetricFamily[]): string {
  return families.flatMap(linesOf).join("");
}

function linesOf(family: MetricFamily): string[] {
  const { name, help, kind } = family;
  const head = [`# HELP ${name} ${escaped(help)}\n`, `# TYPE ${name} ${kind}\n`];
  if ("samples" in family) {
    return [...head, ...family.samples.map(({ labels, value }) => sample(name, value, labels))];
  }
  if (family.kind === "histogram") return [...head, ...histogramLines(name, family.value)];
  return [...head, sample(name, family.value, family.labels)];
}

function histogramLines(name: string, histogram: CumulativeHistogram): string[] {
  const { bounds, cumulativeCounts, sum } = histogram;
  const buckets = cumulativeCounts.map((count, index) =>
    sample(`${name}_bucket`, count, { le: numeral(bounds[index] ?? Infinity) }),
  );
  const count = cumulativeCounts.at(-1) ?? 0;
  return [...buckets, sample(`${name}_sum`, sum), sample(`${name}_count`, count)];
}

function sample(name: string, value: number, labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${quoted(text)}"`);
  const set = pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
  return `${name}${set} ${numeral(value)}\n`;
}

/** Only infinity is written differently from JavaScript. */
function numeral(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function quoted(text: string): string {
  return escaped(text).replaceAll('"', '\\"');
}
