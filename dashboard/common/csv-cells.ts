/** Cells of CSV files that hold texts from outside, which a spreadsheet must not run. */

/**
 * What spreadsheets take for a formula, and the space they skip before it; in East Asian versions also the wide signs.
 * [source] https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A text that may come from anywhere: one that a spreadsheet would run begins with an apostrophe, plain numbers excepted. */
export function cellText(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** In quotes where that is needed. [spec] https://www.rfc-editor.org/rfc/rfc4180 */
export function quotedCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
