/** The Topics panel: what is published and to how many, a row for each topic that the hub lists, and the rest in sums. */

import { useSignal } from "@preact/signals";
import { MAX_TOPIC_LENGTH, TOPIC_SORTS, type TopicsAnswer, type TopicSort } from "#protocol";
import type { TargetedFocusEvent } from "preact";
import { publishCommand } from "../../common/shell-commands.ts";
import { formatCount, formatSmallRate } from "../../common/format.ts";
import { TOPIC_COLUMNS, type TopicColumn } from "./topic-columns.ts";
import type { TopicsQuestion } from "../../feed/hub-api.ts";
import { topicRows, type TopicRows } from "./topic-rows.ts";
import type { ShownTopics, TopicsWatch } from "./topics-watch.ts";
import type { View } from "../../view/view.ts";
import { WholeWords } from "../../components/whole-words.tsx";
import { Verbatim, verbatim } from "../../components/verbatim.tsx";
import { openInSandbox } from "../../view/ways.ts";
import { openContextMenu } from "../../components/context-menu.tsx";
import { topicEntries, type TopicWays } from "./topic-menu.ts";
import { TopicRow } from "./topic-row.tsx";

export interface TopicsPanelProps extends TopicWays {
  readonly view: View;
  readonly topics: TopicsWatch;
}

export function TopicsPanel(props: TopicsPanelProps) {
  const { view } = props;
  return (
    <section
      class="panel topics"
      data-panel="topics"
      aria-labelledby="topics-title"
      hidden={view.panel.value !== "topics"}
    >
      <h2 id="topics-title" class="for-readers">
        Topics
      </h2>
      <div class="plot topics-pane">
        <Content {...props} />
      </div>
    </section>
  );
}

/** Rows in the order that they had, until another is asked for. */
interface Held {
  readonly question: TopicsQuestion;
  readonly topics: readonly string[];
}

function Content({ view, topics, ...ways }: TopicsPanelProps) {
  const { shown, question } = topics;
  /** While somebody is at a row, all rows keep their places: it would move from under the keyboard. */
  const held = useSignal<Held | undefined>(undefined);
  const { answer } = shown.value;
  if (answer === undefined) return <Awaiting {...shown.value} />;
  const isHeld = held.value?.question === question.value;
  const listed = topicRows(answer, question.value, isHeld ? held.value?.topics : undefined);
  const hold = () => {
    const names = listed.rows.map(({ topic }) => topic);
    held.value = { question: question.value, topics: names };
  };
  const letGo = ({ currentTarget, relatedTarget }: TargetedFocusEvent<HTMLElement>) => {
    // When another window gets the focus, the row keeps it within this one.
    const next = relatedTarget ?? document.activeElement;
    if (!(next instanceof Node && currentTarget.contains(next))) held.value = undefined;
  };
  return (
    <>
      <Head topics={topics} listed={listed} answer={answer} />
      <div class={shown.value.fault === undefined ? "topics-frame" : "topics-frame stale"}>
        <table>
          <caption class="for-readers">Topics, as means over the last ten seconds</caption>
          <thead>
            <tr>
              {TOPIC_COLUMNS.map((column) => (
                <ColumnHead key={column.name} column={column} topics={topics} />
              ))}
              <td class="action" />
            </tr>
          </thead>
          <tbody onFocusIn={hold} onFocusOut={letGo}>
            {listed.rows.map((row) => (
              <TopicRow
                key={row.topic}
                row={row}
                atMs={answer.atMs}
                onOpen={() => openInSandbox(view, [row.topic])}
                onMenu={(event) =>
                  openContextMenu(event, row.topic, topicEntries(row.topic, view, ways))
                }
              />
            ))}
          </tbody>
          <Sums listed={listed} answer={answer} />
        </table>
        {isSilent(answer) ? <Invitation /> : null}
        {listed.rows.length > 0 ? null : <NothingFound {...shown.value} topics={topics} />}
      </div>
    </>
  );
}

/** Whether nothing was published since the hub started, as far as it tells. */
function isSilent({ topics, rest, total }: TopicsAnswer): boolean {
  if (rest.topics > 0 || total.eventsPerSecond > 0) return false;
  return topics.every(({ lastEventAtMs }) => lastEventAtMs === null);
}

interface HeadProps {
  readonly topics: TopicsWatch;
  readonly listed: TopicRows;
  readonly answer: TopicsAnswer;
}

function Head({ topics, listed, answer }: HeadProps) {
  const { rest, count, rows } = listed;
  const { fault } = topics.shown.value;
  const all = `${rest.isEstimate ? "about " : ""}${formatCount(count)}`;
  const ofAll = rows.length === count ? all : `${formatCount(rows.length)} of ${all}`;
  return (
    <header class="topics-head">
      <input
        type="search"
        placeholder="Filter by name"
        aria-label="Filter topics by name"
        autocomplete="off"
        spellcheck={false}
        maxLength={MAX_TOPIC_LENGTH}
        data-topics="filter"
        value={topics.question.value.search}
        onInput={({ currentTarget }) => topics.search(currentTarget.value)}
      />
      <p>
        <b data-topics="count">{ofAll}</b> {count === 1 ? "topic" : "topics"}
      </p>
      <p title="Streams of every topic (*): each reads all of these">
        <b data-topics="readers-of-every-topic">{formatCount(answer.readersOfEveryTopic)}</b>{" "}
        {answer.readersOfEveryTopic === 1 ? "reader" : "readers"} of every topic
      </p>
      <p class="warning" role="status" data-topics="fault">
        {verbatim(fault ?? "")}
      </p>
    </header>
  );
}

interface ColumnHeadProps {
  readonly column: TopicColumn;
  readonly topics: TopicsWatch;
}

/** Figures are sorted largest first only: the hub lists those with most. */
function ColumnHead({ column, topics }: ColumnHeadProps) {
  const { name, label, meaning } = column;
  const sort = TOPIC_SORTS.find((one) => one === name);
  const isSorted = sort === topics.question.value.sort;
  return (
    <th
      scope="col"
      class={name}
      title={meaning}
      aria-sort={isSorted ? directionOf(sort) : undefined}
    >
      {sort === undefined ? (
        label
      ) : (
        <button type="button" class="quiet" data-sort={sort} onClick={() => topics.sortBy(sort)}>
          {label}
          <span aria-hidden="true">{isSorted ? (sort === "name" ? "▴" : "▾") : ""}</span>
        </button>
      )}
    </th>
  );
}

function directionOf(sort: TopicSort): "ascending" | "descending" {
  return sort === "name" ? "ascending" : "descending";
}

function Sums({ listed, answer }: Pick<HeadProps, "listed" | "answer">) {
  const { rest } = listed;
  const { total } = answer;
  const others = `${rest.isEstimate ? "about " : ""}${formatCount(rest.topics)}`;
  return (
    <tfoot>
      {rest.topics === 0 ? null : (
        <tr data-topics="rest">
          <th scope="row">
            {others} {rest.topics === 1 ? "other topic" : "other topics"}
          </th>
          <SumCells
            rate={rest.eventsPerSecond}
            bytes={rest.bytesPerSecond}
            readers={formatCount(rest.readers)}
          />
        </tr>
      )}
      <tr data-topics="total">
        <th scope="row" title="Each event once, though it may have several topics">
          All events
        </th>
        <SumCells rate={total.eventsPerSecond} bytes={total.bytesPerSecond} readers="" />
      </tr>
    </tfoot>
  );
}

interface SumCellsProps {
  readonly rate: number;
  readonly bytes: number;
  readonly readers: string;
}

function SumCells({ rate, bytes, readers }: SumCellsProps) {
  return (
    <>
      <td data-column="rate">{formatSmallRate(rate)}</td>
      <td />
      <td data-column="readers">{readers}</td>
      <td />
      <td data-column="bytes">{formatSmallRate(bytes)}</td>
      <td />
      <td class="action" />
    </>
  );
}

function NothingFound({ question, topics }: ShownTopics & { readonly topics: TopicsWatch }) {
  const { search } = topics.question.value;
  // The hub may know one that was not listed before; its answer comes in a moment.
  if (search === "" || question?.search !== search) return null;
  return (
    <p class="empty" role="status">
      No topic has “<Verbatim text={search} />” in its name.
    </p>
  );
}

function Awaiting({ fault }: ShownTopics) {
  return (
    <p class="empty" role="status" data-topics="fault">
      {verbatim(fault ?? "")}
    </p>
  );
}

function Invitation() {
  return (
    <p class="empty" data-topics="empty">
      Nothing has been published yet. To publish an event, use the Sandbox, or:{" "}
      <code>
        <WholeWords text={publishCommand(location.origin)} />
      </code>
    </p>
  );
}
