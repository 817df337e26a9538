/** A topic's row: its name cut to the room there is, its figures, its last minute, and the way to the Sandbox. */

import type { TopicStats } from "#protocol";
import { SPARK_HEIGHT, SPARK_WIDTH, sparkPoints } from "../../charts/sparkline.ts";
import { TOPIC_COLUMNS, type TopicColumn } from "./topic-columns.ts";
import { visibleText } from "../../common/hidden-characters.ts";
import { verbatim } from "../../components/verbatim.tsx";
import { nameParts } from "./topic-name.ts";

export interface TopicRowProps {
  readonly row: TopicStats;
  /** The hub's time of these figures. */
  readonly atMs: number;
  readonly onOpen: () => void;
  readonly onMenu: (event: MouseEvent) => void;
}

export function TopicRow({ row, atMs, onOpen, onMenu }: TopicRowProps) {
  return (
    <tr data-topic={row.topic} onContextMenu={onMenu}>
      {TOPIC_COLUMNS.map((column) => (
        <Cell key={column.name} column={column} row={row} atMs={atMs} />
      ))}
      <td class="action">
        <button
          type="button"
          class="quiet"
          data-topic-action="sandbox"
          aria-label={`Open in Sandbox: ${visibleText(row.topic)}`}
          title="Read this topic in the Sandbox"
          onClick={onOpen}
        >
          Open<span class="wide"> in Sandbox</span>
        </button>
      </td>
    </tr>
  );
}

interface CellProps extends Omit<TopicRowProps, "onOpen" | "onMenu"> {
  readonly column: TopicColumn;
}

function Cell({ column, row, atMs }: CellProps) {
  const { name, text, tooltip } = column;
  if (name === "name") return <NameCell topic={row.topic} />;
  return (
    <td class={name} data-column={name} title={tooltip?.(row)}>
      {name === "minute" ? (
        <>
          <Sparkline history={row.history} />
          <span class="for-readers">{text(row, atMs)}</span>
        </>
      ) : (
        text(row, atMs)
      )}
    </td>
  );
}

/** Written in the direction of its script. */
function NameCell({ topic }: { readonly topic: string }) {
  const { head, tail } = nameParts(topic);
  return (
    <th scope="row" class="name" data-column="name" title={visibleText(topic)}>
      <span class="topic-name" dir="auto">
        <span class="head">{verbatim(head)}</span>
        {tail === "" ? null : <span class="tail">{verbatim(tail)}</span>}
      </span>
    </th>
  );
}

function Sparkline({ history }: Pick<TopicStats, "history">) {
  return (
    <svg
      class="sparkline line-1"
      viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polyline points={sparkPoints(history)} />
    </svg>
  );
}
