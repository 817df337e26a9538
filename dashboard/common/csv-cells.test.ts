import { expect, test } from "bun:test";
import { hostileStrings } from "../browser/hostile-strings.ts";
import { cellText, quotedCell } from "./csv-cells.ts";

test.each([
  ["=1+1", "'=1+1"],
  ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
  ["-2+3", "'-2+3"],
  ["@SUM(1+1)", "'@SUM(1+1)"],
  ["  =1", "'  =1"],
  ["\t=1", "'\t=1"],
  ["\ttab", "'\ttab"],
  ["＝1+1", "'＝1+1"],
  ["-5", "-5"],
  ["+1.5e-3", "+1.5e-3"],
  ["a=1", "a=1"],
  ["", ""],
])("cellText(%j) is %j", (text, cell) => {
  expect(cellText(text)).toBe(cell);
});

test("quotedCell() and cellText() keep every text in its cell, and all of it", () => {
  const texts = hostileStrings();
  const line = texts.map((text) => quotedCell(cellText(text))).join(",");
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
    ([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain ?? "",
  );
  expect(cells.map((cell, at) => (cell === `'${texts[at]}` ? cell.slice(1) : cell))).toEqual([
    ...texts,
  ]);
});
