/** Lays out text by its width on a terminal, where colour codes take no room. */

const GAP = "  ";

/** `right` has the columns, counted from 0, that are aligned to the right. */
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
      .join(GAP)
      .trimEnd(),
  );
}

/** Pads figures so that their decimal points are below each other once they are aligned to the right. */
export function alignedDecimals(figures: readonly string[]): string[] {
  const isFigure = (text: string) => /^[\d.,-]*\d$/.test(text);
  const decimals = figures.map((text) => (isFigure(text) ? /\.\d+$/.exec(text)?.[0].length : 0));
  const most = Math.max(0, ...decimals.map((length = 0) => length));
  return figures.map((text, index) =>
    isFigure(text) ? text + " ".repeat(most - (decimals[index] ?? 0)) : text,
  );
}

/** A line that starts with `lead`, and wraps at `columns` with a hanging indent. */
export function hanging(lead: string, text: string, columns: number): string[] {
  const indent = Bun.stringWidth(lead);
  const lines = Number.isFinite(columns)
    ? Bun.wrapAnsi(text, Math.max(20, columns - indent)).split("\n")
    : [text];
  return lines.map((line, index) => (index === 0 ? lead : " ".repeat(indent)) + line);
}

/** Columns that stay together, each with a cell for every row. */
export type Block = readonly (readonly string[])[];

/** Tables need a width even where lines are unlimited. */
const DEFAULT_COLUMNS = 100;

/**
 * As many tables as are needed to fit the blocks into `columns`. Each begins with the column `first`, aligned to the
 * left; the others are aligned to the right.
 */
export function fittedTables(
  first: readonly string[],
  blocks: readonly Block[],
  columns: number,
): string[][] {
  const most = Number.isFinite(columns) ? columns : DEFAULT_COLUMNS;
  return fitted(blocks, most - widthOf([first])).map((group) => {
    const cells = [first, ...group.flat()];
    const rows = first.map((_, row) => cells.map((column) => column[row] ?? ""));
    return alignedColumns(rows, new Set(cells.keys().drop(1)));
  });
}

/** Groups the blocks so that each group fits into `room`, with at least one block. */
function fitted(blocks: readonly Block[], room: number): Block[][] {
  const groups: Block[][] = [];
  let left = 0;
  for (const block of blocks) {
    const width = widthOf(block);
    // The last column needs no gap.
    if (groups.length === 0 || width - GAP.length > left) {
      groups.push([]);
      left = room;
    }
    groups.at(-1)?.push(block);
    left -= width;
  }
  return groups;
}

/** Includes the gap after each column. */
function widthOf(block: Block): number {
  const widths = block.map((cells) => Math.max(...cells.map((text) => Bun.stringWidth(text))));
  return widths.reduce((sum, width) => sum + width + GAP.length, 0);
}
