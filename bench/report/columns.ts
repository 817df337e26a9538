/** Text laid out by the width it takes on a terminal, where colour codes take none. */

/** `right` are the columns, counted from 0, that are aligned to the right. */
export function alignedColumns(
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number>,
): string[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => Bun.stringWidth(row[column] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((text, column) => {
        const gap = " ".repeat((widths[column] ?? 0) - Bun.stringWidth(text));
        return right.has(column) ? gap + text : text + gap;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** Figures whose decimal points stand below each other once they are aligned to the right. */
export function alignedDecimals(figures: readonly string[]): string[] {
  const isFigure = (text: string) => /^[\d.,-]*\d$/.test(text);
  const decimals = figures.map((text) => (isFigure(text) ? /\.\d+$/.exec(text)?.[0].length : 0));
  const most = Math.max(0, ...decimals.map((length = 0) => length));
  return figures.map((text, index) =>
    isFigure(text) ? text + " ".repeat(most - (decimals[index] ?? 0)) : text,
  );
}

/** A line that starts with `lead`, and goes on below what follows it where `columns` end. */
export function hanging(lead: string, text: string, columns: number): string[] {
  const indent = Bun.stringWidth(lead);
  const lines = Number.isFinite(columns)
    ? Bun.wrapAnsi(text, Math.max(20, columns - indent)).split("\n")
    : [text];
  return lines.map((line, index) => (index === 0 ? lead : " ".repeat(indent)) + line);
}
