/** Topics, streams and kept runs of the hub by some letters of their names, as commands of the palette. */

import type { KeptBenchResult, StreamRecord } from "#protocol";
import { formatCount, formatMoment } from "../common/format.ts";
import { BenchApi } from "../panels/bench/bench-api.ts";
import type { Command } from "./commands.ts";
import { findCommands } from "./find-commands.ts";
import { fetchStreams, fetchTopics } from "../feed/hub-api.ts";
import { traceTopics } from "../panels/trace/trace-topics.ts";
import { openInSandbox } from "../view/ways.ts";

const MOST_OF_EACH = 5;
/** With fewer letters nearly everything matches. */
const LEAST_LETTERS = 2;

/** Empty if the hub does not answer. */
export async function findInHub(letters: string): Promise<readonly Command[]> {
  const search = letters.trim();
  if (search.length < LEAST_LETTERS) return [];
  const [topics, streams, runs] = await Promise.all([
    topicsWith(search),
    streamsWith(search),
    runsWith(search),
  ]);
  return [...topics.flatMap(topicCommands), ...streams.map(streamCommand), ...runs];
}

async function topicsWith(search: string): Promise<readonly string[]> {
  const outcome = await fetchTopics({ sort: "rate", search });
  if (outcome.kind === "refused") return [];
  return outcome.answer.topics.slice(0, MOST_OF_EACH).map(({ topic }) => topic);
}

async function streamsWith(search: string): Promise<readonly StreamRecord[]> {
  const query = { state: "open", sort: "openedAtMs", order: "desc", offset: 0 } as const;
  try {
    return (await fetchStreams({ ...query, search, limit: MOST_OF_EACH })).streams;
  } catch {
    return [];
  }
}

/** None unless the hub is in development. */
async function runsWith(search: string): Promise<readonly Command[]> {
  const outcome = await BenchApi.ofPage(document)?.overview();
  if (outcome?.kind !== "answered") return [];
  return findCommands(outcome.answer.kept.map(runCommand), search, []).slice(0, MOST_OF_EACH);
}

function runCommand({ name, scenario, startedAtMs, connections }: KeptBenchResult): Command {
  const clients = connections === null ? "" : `, ${formatCount(connections)} clients`;
  return {
    id: `run ${name}`,
    title: `Replay the run ${scenario} of ${formatMoment(startedAtMs, Date.now())}${clients}: ${name}`,
    group: "Bench",
    run: ({ view }) => {
      view.replayedRun.value = name;
      view.panel.value = "bench";
    },
  };
}

function topicCommands(topic: string): readonly Command[] {
  return [
    {
      id: `trace-topic ${topic}`,
      title: `Trace the topic ${topic}`,
      group: "Topics",
      run: (program) => traceTopics([topic], program),
    },
    {
      id: `open-topic ${topic}`,
      title: `Open the topic ${topic} in the Sandbox`,
      group: "Topics",
      run: ({ view }) => openInSandbox(view, [topic]),
    },
  ];
}

function streamCommand(record: StreamRecord): Command {
  const { id, topics, address } = record;
  return {
    id: `stream ${id}`,
    title: `Show the stream ${id}: ${topics[0] ?? ""}, from ${address ?? "somewhere"}`,
    group: "Streams",
    run: ({ view, streams }) => {
      streams.choose({ search: id });
      streams.open(record);
      view.panel.value = "streams";
    },
  };
}
