/** What `bun run bench --help` says. */

import { peers } from "./peers/index.ts";
import { scenarios } from "./scenarios/index.ts";

export function helpText(): string {
  const list = scenarios.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`);
  const servers = peers.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`);
  return `Streamgauge's bench: measures a Server-Sent Events hub with real connections.

Usage
  bun run bench                           the standard suite against a hub of its own
  bun run bench fan-out reconnect         some scenarios
  bun run bench --url http://127.0.0.1:3000   against a hub that runs already
  bun run bench --url https://host/path   any other SSE endpoint
  bun run bench doctor URL                what to fix about a stream, in words
  bun run bench peers                     this hub beside other servers; or some, as in peers node nchan
  bun run bench ab --base REF             is the working tree slower than a revision? with a verdict
  bun run bench calibrate                 what this machine can tell at best: one side beside itself
  bun run bench compare A.json B.json     two stored results, or comparisons, side by side
  bun run bench history H.jsonl A.json    adds a result to a history, and draws its trend
  bun run bench report A.json --html F    a result, two, a comparison or a history, drawn

Scenarios
${list.join("\n")}

Peers
${servers.join("\n")}

Flags
  --connections N      clients
  --rate N             events a second; for connect, arrivals a second
  --duration SECONDS   how long events are published
  --size BYTES         data of each event
  --ramp N             arrivals a second while clients connect (default 2000)
  --workers N          client processes (default: as many as the descriptors need)
  --transport WHAT     what the clients connect by: sse (default), ws, or both one after the other
  --cut-by WHAT        in reconnect: client (default), restart (hub killed), drain (hub told to stop)
                       or handover (a second hub takes over from it)
  --stages LIST        rates to ramp to, such as 10s:1000,30s:5000,10s:0, instead of rate and duration
  --burst N            N events at once, as often as --rate asks for
  --objective EXPR     what saturate holds (default 'latency.p99_ms<100')
  --slow PERCENT       clients that stop reading in slow-readers (default 20)
  --events N           what the log holds before resume reads from it (default 1000000)
  --missed N           what each client of resume misses while the hub is restarted (default 1000)
  --url URL            a running hub's origin, or its address of events
  --header 'N: V'      sent with each request; may be repeated
  --bearer-env NAME    a variable that holds a token
  --insecure           trust any certificate
  --publish-url URL    where to publish, for an endpoint; with --publish-body TEMPLATE, in which
                       {data}, {id} and {n} are filled in, and --publish-header 'N: V'
  --timestamp-path P   where in an endpoint's JSON data the time of an event stands, as in a.b.c
  --seconds N          how long doctor watches (default 20); --origin URL whose pages shall read it
  --rounds N           of peers (default 3); there, --url NAME=http://… adds one, and may be repeated
  --base REF           of ab: the revision to compare with; --head REF what is compared (default: worktree,
                       the files as they stand)
  --base-url URL       of ab, instead of a revision: a server that runs; --head-url likewise
  --base-cmd COMMAND   of ab: a command that starts one, in the checkout of --base if there is one;
                       --head-cmd likewise, with --path (default /events) and --publish-path
  --max-regression P   of ab and compare: what a metric may be worse, in percent (default 5)
  --budget TIME        of ab: no round begins that cannot end by then, as in 10m (the default) or 90s
  --gate NAMES         of ab: the metrics that can fail it, with commas between
  --seed N             of ab: seeds the bootstrap (default 1)
  --file FILE          of calibrate and ab: the noise floors (default .streamgauge/noise-floor.json)
  --strict             of ab and compare: inconclusive is 4, not 0
  --watch URL          a hub whose dashboard draws the run as it goes on
  --json FILE          the result as data
  --markdown FILE      the report as Markdown
  --html FILE          the report with its charts, in one file that opens offline
  --csv FILE           all series
  --junit FILE         a test case for each scenario's validity, threshold or gated metric
  --bencher FILE       the figures in Bencher Metric Format
  --benchmark-action F the figures for github-action-benchmark, in F-smaller and F-bigger
  --commit NAME        what history notes beside the figures (default $GITHUB_SHA)
  --threshold EXPR     such as 'latency.p99_ms<50'; may be repeated
  --help               this text

Exit codes
  0 pass   1 internal error   2 usage   3 the run is invalid, or was interrupted   4 inconclusive, with --strict
  99 a threshold failed, or a comparison found a regression
`;
}
