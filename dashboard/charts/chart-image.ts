/** A chart as a picture of its own: the canvas on the panel's ground, with the title and what the lines are. */

import { LINE_DASHES, LINE_WIDTHS, type LineStyle, readPalette } from "#drawing";

const HEAD_PX = 44;
const EDGE_PX = 12;
const SWATCH_PX = 22;
const FONT = "12px system-ui, sans-serif";

export interface ChartTexts {
  readonly title: string;
  readonly lines: readonly { readonly label: string; readonly line: LineStyle }[];
}

/** A PNG as large as the canvas, and its head; `undefined` if nothing is drawn yet, or the browser cannot make one. */
export function imageOf(canvas: HTMLCanvasElement, texts: ChartTexts): Promise<Blob | undefined> {
  const scale = canvas.width / Math.max(1, canvas.clientWidth);
  const image = document.createElement("canvas");
  image.width = canvas.width;
  image.height = canvas.height + Math.round(HEAD_PX * scale);
  const context = image.getContext("2d");
  if (context === null || canvas.width * canvas.height === 0) return Promise.resolve(undefined);
  const palette = readPalette(canvas.parentElement ?? document.body);
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, image.width, image.height);
  context.drawImage(canvas, 0, image.height - canvas.height);
  context.scale(scale, scale);
  context.textBaseline = "middle";
  context.fillStyle = palette.text;
  context.font = `600 ${FONT}`;
  context.fillText(texts.title, EDGE_PX, 14);
  context.font = FONT;
  let xPx = EDGE_PX;
  for (const { label, line } of texts.lines) {
    context.strokeStyle = palette.lines[line];
    context.lineWidth = LINE_WIDTHS[line] + 0.5;
    context.setLineDash([...LINE_DASHES[line]]);
    context.beginPath();
    context.moveTo(xPx, 33);
    context.lineTo(xPx + SWATCH_PX, 33);
    context.stroke();
    context.fillText(label, xPx + SWATCH_PX + 6, 33);
    xPx += SWATCH_PX + context.measureText(label).width + 20;
  }
  return new Promise((resolve) => image.toBlob((blob) => resolve(blob ?? undefined), "image/png"));
}
