/** The lines between four charts, two by two: all panels that have four share their places. */

import type { View } from "../view/view.ts";
import { Splitter } from "../components/splitter.tsx";

export function PlotSplitters({ view }: { readonly view: View }) {
  return (
    <>
      <Splitter view={view} name="columns" label="the left charts" along="row" first={0.53} />
      <Splitter view={view} name="rows" label="the upper charts" along="column" first={0.5} />
    </>
  );
}
