/**
 * The menus of a chart: the small one copies what it shows as a picture, as CSV, or as a link to this panel and time; that
 * of the right button also zooms and enlarges.
 */

import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { imageOf } from "./chart-image.ts";
import { type Copied, copyImage, copyText } from "../common/copying.ts";
import { csvOf } from "./csv.ts";
import { formatTimeOfDay } from "../common/format.ts";
import type { Past } from "../past/past.ts";
import type { Plot } from "./plots.ts";
import type { View } from "../view/view.ts";
import { Menu } from "../components/menu.tsx";
import { entriesOf, type MenuEntry } from "../components/menu-entries.tsx";
import { tellCopied } from "../components/toasts.ts";
import { toggleEnlarged } from "./plot-canvas.tsx";
import { zoomIn, zoomOut } from "../view/ways.ts";

export interface ChartMenuProps<Name extends string> {
  readonly plot: Plot<Name>;
  readonly past: Past<Name>;
  readonly view: View;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
}

const SAID_MS = 2_000;

type Copy = <Name extends string>(props: ChartMenuProps<Name>) => Promise<Copied | undefined>;

const ENTRIES: readonly (readonly [name: string, label: string, copy: Copy])[] = [
  ["image", "Copy image", copyPicture],
  ["csv", "Copy CSV", copyCsv],
  ["link", "Copy link", copyLink],
];

export function ChartMenu<Name extends string>(props: ChartMenuProps<Name>) {
  const { plot } = props;
  const said = useSignal<string | undefined>(undefined);
  const choose = async (copy: Copy) => {
    said.value = (await copy(props)) ?? "not copied";
    setTimeout(() => (said.value = undefined), SAID_MS);
  };
  return (
    <Menu
      name={plot.id}
      label={said.value ?? "copy"}
      title={`Copy ${plot.title}`}
      edge="right"
      entries={ENTRIES.map(([name, label, copy]) => ({
        name,
        label,
        choose: () => void choose(copy),
      }))}
    />
  );
}

/** The entries for the right button. The crosshair's time is noted now: it goes as the menu takes the focus. */
export function chartEntries<Name extends string>(
  props: ChartMenuProps<Name>,
  isTable: Signal<boolean>,
): readonly MenuEntry[] {
  const { plot, view } = props;
  const { range, cursorMs } = view.frame.peek();
  const isEnlarged = view.enlarged.peek() === plot.id;
  const isZoomed = view.zoom.peek() !== undefined;
  return entriesOf(
    { name: "zoom-in", label: "Zoom in", choose: () => zoomIn(view, cursorMs) },
    isZoomed
      ? { name: "zoom-out", label: "Zoom out", choose: () => zoomOut(view, cursorMs) }
      : undefined,
    isZoomed
      ? { name: "zoom-all", label: "Whole time", choose: () => (view.zoom.value = undefined) }
      : undefined,
    {
      name: "enlarge",
      label: isEnlarged ? "Put back" : "Enlarge",
      choose: () => toggleEnlarged(view, plot),
    },
    {
      name: "table",
      label: isTable.peek() ? "Show as a chart" : "Show as a table",
      choose: () => (isTable.value = !isTable.peek()),
    },
    ...ENTRIES.map(([name, label, copy]) => ({
      name,
      label,
      choose: () => void copy(props).then((outcome) => tellCopied(outcome, plot.title)),
    })),
    { name: "mark", label: "Mark this time in the link", choose: () => (view.zoom.value = range) },
  );
}

function copyCsv<Name extends string>(props: ChartMenuProps<Name>): Promise<Copied> {
  const { plot, past, view } = props;
  const { range, source } = view.frame.peek();
  const csv = csvOf(plot, past, range, source);
  return copyText(csv, "text/csv", `streamgauge-${plot.id}.csv`);
}

async function copyPicture<Name extends string>(props: ChartMenuProps<Name>) {
  const { plot, view, canvas } = props;
  if (canvas.current === null) return undefined;
  const { fromMs, toMs } = view.frame.peek().range;
  const name = plot.unit === "" ? plot.title : `${plot.title}, ${plot.unit}`;
  const title = `${name}, ${formatTimeOfDay(fromMs)} to ${formatTimeOfDay(toMs)}`;
  const image = await imageOf(canvas.current, { title, lines: plot.series });
  return image && copyImage(image, `streamgauge-${plot.id}.png`);
}

function copyLink({ plot }: { readonly plot: Pick<Plot, "id"> }): Promise<Copied> {
  return copyText(location.href, "text/plain", `streamgauge-${plot.id}.txt`);
}
