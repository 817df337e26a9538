/**
 * A line between two panes that can be moved with the pointer or the arrow keys; a double click or Enter puts it back. At
 * an edge, or by Home and End, a pane is folded away. The share of the first pane is remembered; the stylesheet gets it as
 * a custom property of the parent, and what is folded as an attribute.
 * [pattern] https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/
 */

import { useLayoutEffect, useRef } from "preact/hooks";
import type { View } from "../view/view.ts";

const STEP = 0.02;
const MIN = 0.15;
const MAX = 0.85;
/** This close to an edge a pane is folded rather than narrow. */
const FOLD = 0.06;

export interface SplitterProps {
  readonly view: View;
  /** Names it in the layout; the custom property is `--split-NAME`. */
  readonly name: string;
  /** For screen readers: the pane before it. */
  readonly label: string;
  /** Which way the panes lie beside each other. */
  readonly along: "row" | "column";
  /** The first pane's share of both, from 0 to 1. */
  readonly first: number;
}

export function Splitter({ view, name, label, along, first }: SplitterProps) {
  const line = useRef<HTMLDivElement>(null);
  const share = view.layout.value[name] ?? first;
  const move = (to: number) => {
    view.layout.value = { ...view.layout.peek(), [name]: boundedShare(to) };
  };
  const reset = () => {
    const { [name]: _share, ...others } = view.layout.peek();
    view.layout.value = others;
  };
  useLayoutEffect(() => {
    const panes = line.current?.parentElement;
    panes?.style.setProperty(`--split-${name}`, String(share));
    panes?.setAttribute(`data-folded-${name}`, foldedAt(share));
  }, [name, share]);
  return (
    <div
      ref={line}
      class={`splitter ${along}`}
      role="separator"
      tabIndex={0}
      aria-label={`Size of ${label}`}
      aria-orientation={along === "row" ? "vertical" : "horizontal"}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
      title="Move it, or press Home or End to fold a pane, Enter to put it back"
      data-splitter={name}
      onDblClick={reset}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) move(shareAt(event, along));
      }}
      onKeyDown={(event) => {
        const [less, more] =
          along === "row" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
        const steps = { [less]: -1, [more]: 1 }[event.key];
        if (event.key === "Enter") reset();
        else if (event.key === "Home") move(0);
        else if (event.key === "End") move(1);
        else if (steps === undefined) return;
        else move(Math.min(MAX, Math.max(MIN, share + steps * STEP)));
        event.preventDefault();
      }}
    />
  );
}

function boundedShare(share: number): number {
  if (share < FOLD) return 0;
  if (share > 1 - FOLD) return 1;
  return Math.min(MAX, Math.max(MIN, share));
}

function foldedAt(share: number): "first" | "second" | "none" {
  if (share === 0) return "first";
  return share === 1 ? "second" : "none";
}

function shareAt(
  { currentTarget, clientX, clientY }: PointerEvent & { readonly currentTarget: HTMLElement },
  along: "row" | "column",
): number {
  const box = currentTarget.parentElement?.getBoundingClientRect();
  if (box === undefined) return Number.NaN;
  return along === "row" ? (clientX - box.left) / box.width : (clientY - box.top) / box.height;
}
